package app

import (
	"context"
	"log/slog"

	"github.com/uptrace/bun"

	"github.com/twinstage/twinstage/accounts"
	accountsql "github.com/twinstage/twinstage/accounts/sqlstore"
	"github.com/twinstage/twinstage/assets"
	"github.com/twinstage/twinstage/assets/dirblobs"
	assetsql "github.com/twinstage/twinstage/assets/sqlstore"
	"github.com/twinstage/twinstage/cmd/twinstage/config"
	"github.com/twinstage/twinstage/realtime"
	"github.com/twinstage/twinstage/realtime/memlive"
	"github.com/twinstage/twinstage/realtime/sqljournal"
	"github.com/twinstage/twinstage/scenes"
	scenesql "github.com/twinstage/twinstage/scenes/sqlstore"
)

func (r *Rooms) openAccounts(ctx context.Context, db *bun.DB, log *slog.Logger) error {
	store, err := accountsql.New(ctx, db, log)
	if err != nil {
		return err
	}
	r.Accounts, err = accounts.NewService(store, log, accounts.Options{})
	return err
}

func (r *Rooms) openAssets(ctx context.Context, db *bun.DB, cfg config.Config, log *slog.Logger) error {
	store, err := assetsql.New(ctx, db, log)
	if err != nil {
		return err
	}
	blobs, err := dirblobs.New(cfg.BlobsDir())
	if err != nil {
		return err
	}
	limits := assets.DefaultLimits()
	limits.UploadBytes = cfg.Limits.UploadBytes
	r.Assets = assets.NewService(assets.Config{Store: store, Blobs: blobs, Limits: limits, WriteError: r.writeError, Log: log})
	r.closers = append(r.closers, r.Assets.Close)
	return nil
}

func (r *Rooms) openLive(ctx context.Context, cfg config.Config, log *slog.Logger) error {
	journal, err := sqljournal.Open(ctx, cfg.JournalDSN(), log)
	if err != nil {
		return err
	}
	r.closers = append(r.closers, journal.Close)
	r.Live, err = realtime.New(realtime.Config{
		Live: memlive.New(), Journal: journal, TickInterval: cfg.Tick(), WriteError: r.writeError, Log: log,
	})
	if err == nil { // before the journal it writes to
		r.closers = append(r.closers, func() error { return r.Live.Close(context.Background()) })
	}
	return err
}

func (r *Rooms) openScenes(ctx context.Context, db *bun.DB, log *slog.Logger) error {
	store, err := scenesql.New(ctx, db, log)
	if err != nil {
		return err
	}
	r.boards = newBoards(r, log)
	r.Scenes = scenes.NewService(scenes.Config{Store: store, Assets: readyAssets{r.Assets}, Notify: r.boards, Log: log})
	return nil
}

// readyAssets answers the catalogue's question from the assets room.
type readyAssets struct{ service *assets.Service }

var _ scenes.AssetLookup = readyAssets{}

func (a readyAssets) AssetReady(ctx context.Context, asset string, version int) (bool, error) {
	return a.service.Exists(ctx, asset, version)
}
