module example.com/sos/alerts

go 1.21.13
