module example.com/sos/auth

go 1.21.13
