module example.com/sos/emergency

go 1.21.13
