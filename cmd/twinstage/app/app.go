// Package app is the program as a value: it wires configuration, adapters,
// rooms and routes, and runs them. It alone names adapters.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/twinstage/twinstage/cmd/twinstage/config"
	"github.com/twinstage/twinstage/cmd/twinstage/httpapi"
	"github.com/twinstage/twinstage/scenes"
	"github.com/twinstage/twinstage/web"
)

// shutdownTime is how long requests under way may take to end.
const shutdownTime = 10 * time.Second

// App is one node of Twinstage.
type App struct {
	*Rooms
	// Ready is what ready.json will say; the demo adds its credentials before Run.
	Ready Ready

	cfg     config.Config
	log     *slog.Logger
	started chan struct{}
	listen  net.Listener
	server  *http.Server
}

// New takes the address and opens the rooms. Nobody is answered before Run.
func New(ctx context.Context, cfg config.Config, log *slog.Logger) (*App, error) {
	if err := removeReady(cfg.ReadyFile()); err != nil {
		return nil, err
	}
	listen, err := net.Listen("tcp", cfg.Addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s (is another server running there? choose another with --addr): %w", cfg.Addr, err)
	}
	rooms, err := Open(ctx, cfg, log)
	if err != nil {
		return nil, errors.Join(err, listen.Close())
	}
	a := &App{Rooms: rooms, cfg: cfg, log: log, listen: listen, started: make(chan struct{})}
	a.Ready = Ready{URL: a.URL(), PID: os.Getpid()}
	a.server = &http.Server{
		Handler:           a.handler(),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	return a, nil
}

func (a *App) handler() http.Handler {
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), liveMetrics{a.Live})
	return httpapi.New(httpapi.Config{
		Rooms:          httpapi.Rooms{Scenes: a.Scenes, Assets: a.Assets, Live: a.Live, Accounts: a.Accounts},
		Web:            web.Handler(),
		WebBuilt:       web.Built(),
		Metrics:        metrics,
		Ready:          a.reachable,
		DocumentBytes:  a.cfg.Limits.DocumentBytes,
		ReadingsBytes:  a.cfg.Limits.ReadingsBytes,
		SecureCookies:  strings.HasPrefix(a.cfg.BaseURL, "https:"),
		TrustedProxies: a.cfg.ProxyNetworks(),
		Log:            a.log,
	})
}

// URL is where the server can be reached from this machine, or its public
// address where one is configured.
func (a *App) URL() string {
	if a.cfg.BaseURL != "" {
		return a.cfg.BaseURL
	}
	addr := a.listen.Addr().(*net.TCPAddr)
	host := addr.IP.String()
	if addr.IP.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, fmt.Sprint(addr.Port))
}

// Started is closed once requests are answered and every board is known.
func (a *App) Started() <-chan struct{} { return a.started }

// Run makes every board known, answers requests until ctx ends, then shuts
// down in order: no new requests, viewers told to come back, rooms closed.
func (a *App) Run(ctx context.Context) error {
	if err := a.boards.defineAll(ctx); err != nil {
		if ctx.Err() != nil {
			err = nil // told to stop before it began
		}
		return errors.Join(err, a.listen.Close())
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var group errgroup.Group
	group.Go(func() error {
		if err := a.Assets.Run(background); !errors.Is(err, context.Canceled) {
			return err
		}
		return nil
	})
	group.Go(func() error { a.boards.follow(background); return nil })

	served := make(chan error, 1)
	go func() { served <- a.server.Serve(a.listen) }()
	failed := writeReady(a.cfg.ReadyFile(), a.Ready)
	if failed == nil {
		close(a.started)
		a.log.Info("ready", slog.String("url", a.URL()), slog.Bool("ui", web.Built()))
		select {
		case <-ctx.Done():
		case failed = <-served:
		}
	}
	a.log.Info("shutting down")
	stop()
	return errors.Join(failed, a.shutdown(), group.Wait())
}

func (a *App) shutdown() error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTime)
	defer cancel()
	err := errors.Join(removeReady(a.cfg.ReadyFile()), a.Live.Close(ctx))
	if down := a.server.Shutdown(ctx); down != nil {
		err = errors.Join(err, a.server.Close())
	}
	return err
}

// reachable says whether the catalogue answers.
func (a *App) reachable(ctx context.Context) error {
	_, err := a.Scenes.FindScenes(ctx, a.boards.permit, scenes.SceneFilter{Limit: 1})
	return err
}
