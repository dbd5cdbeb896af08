package main

import (
	"fmt"
	"os"
)

var Version, BuildDate, GitCommit string

func main() {
	if len(os.Args) > 1 && os.Args[1] == "--version" {
		fmt.Println("alerts", Version, BuildDate, GitCommit)
	}
}
