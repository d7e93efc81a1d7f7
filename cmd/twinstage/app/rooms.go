package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"

	"github.com/twinstage/twinstage/accounts"
	"github.com/twinstage/twinstage/assets"
	"github.com/twinstage/twinstage/cmd/twinstage/config"
	"github.com/twinstage/twinstage/cmd/twinstage/httpapi"
	"github.com/twinstage/twinstage/internal/sqldb"
	"github.com/twinstage/twinstage/realtime"
	"github.com/twinstage/twinstage/scenes"
)

// Rooms are the four domains with their adapters beneath them.
type Rooms struct {
	Scenes   *scenes.Service
	Assets   *assets.Service
	Live     *realtime.Hub
	Accounts *accounts.Service

	boards     *boards
	writeError func(http.ResponseWriter, *http.Request, error)
	closers    []func() error // in the order of opening
}

// Open opens databases and stores and puts the rooms on them; it starts no
// server and no background work but the hub's.
func Open(ctx context.Context, cfg config.Config, log *slog.Logger) (_ *Rooms, err error) {
	r := &Rooms{writeError: httpapi.ErrorWriter(log)}
	defer func() {
		if err != nil {
			_ = r.Close()
		}
	}()
	if err := os.MkdirAll(cfg.Data, 0o750); err != nil {
		return nil, fmt.Errorf("make data directory: %w", err)
	}
	catalogue, err := sqldb.Open(ctx, cfg.DatabaseDSN())
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	r.closers = append(r.closers, catalogue.Close)
	for _, open := range []func() error{
		func() error { return r.openAccounts(ctx, catalogue, log) },
		func() error { return r.openAssets(ctx, catalogue, cfg, log) },
		func() error { return r.openLive(ctx, cfg, log) },
		func() error { return r.openScenes(ctx, catalogue, log) },
	} {
		if err := open(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Close closes everything, the last opened first.
func (r *Rooms) Close() error {
	var errs []error
	for i := len(r.closers) - 1; i >= 0; i-- {
		errs = append(errs, r.closers[i]())
	}
	r.closers = nil
	return errors.Join(errs...)
}
