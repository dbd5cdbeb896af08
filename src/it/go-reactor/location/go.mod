module example.com/sos/location

go 1.21.13
