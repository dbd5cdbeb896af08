// Command emergency receives emergency alerts of the SOS App.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/sos/emergency/internal/alert"
	"example.com/sos/emergency/internal/api"
	"example.com/sos/emergency/internal/surroundings"
)

// Set by the build: -ldflags "-X main.Version=… -X main.BuildDate=… -X main.GitCommit=…".
var (
	Version   = "development"
	BuildDate = "unknown"
	GitCommit = "unknown"
)

// Kubernetes sends SIGKILL 30 seconds after SIGTERM.
const shutdownLimit = 30 * time.Second

func main() {
	showVersion := flag.Bool("version", false, "print version, build date and commit, then exit")
	flag.Parse()
	if *showVersion {
		fmt.Printf("emergency-service %s (built %s, commit %s)\n", Version, BuildDate, GitCommit)
		return
	}

	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, nil)))
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	if err := serve(stop, port()); err != nil {
		slog.Error("the service ends", "error", err)
		os.Exit(1)
	}
}

func port() string {
	if port := os.Getenv("PORT"); port != "" {
		return port
	}
	return "8080"
}

// serve answers requests until stop is done, then lets those in flight finish.
func serve(stop context.Context, port string) error {
	routes := http.NewServeMux()
	api.Register(routes, Version, alert.NewStore(), time.Now)
	surroundings.Register(routes)

	listener, err := net.Listen("tcp", net.JoinHostPort("", port))
	if err != nil {
		return err
	}
	server := &http.Server{Handler: routes, ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	slog.Info("listening", "address", listener.Addr().String(), "version", Version)

	select {
	case err := <-failed:
		return err
	case <-stop.Done():
	}
	slog.Info("shutting down", "limit", shutdownLimit.String())
	limit, cancel := context.WithTimeout(context.Background(), shutdownLimit)
	defer cancel()
	if err := server.Shutdown(limit); err != nil {
		return fmt.Errorf("requests still ran after %s: %w", shutdownLimit, err)
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
