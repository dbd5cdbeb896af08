package main

import (
	"context"
	"testing"
	"time"
)

func TestServeEndsWithoutErrorWhenStopped(t *testing.T) {
	stop, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- serve(stop, "0") }()

	cancel()

	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("serve() = %v, want no error", err)
		}
	case <-time.After(shutdownLimit):
		t.Fatal("the service still ran after the shutdown limit")
	}
}

func TestServeNamesThePortItCannotUse(t *testing.T) {
	if err := serve(context.Background(), "no-port"); err == nil {
		t.Error("serve() on a port that does not exist returned no error")
	}
}

func TestPortComesFromTheEnvironment(t *testing.T) {
	t.Setenv("PORT", "")
	if got := port(); got != "8080" {
		t.Errorf("port() = %q without PORT, want 8080", got)
	}
	t.Setenv("PORT", "9000")
	if got := port(); got != "9000" {
		t.Errorf("port() = %q, want 9000", got)
	}
}
