module example.com/sos/device

go 1.21.13
