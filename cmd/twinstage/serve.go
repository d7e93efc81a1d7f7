package main

import (
	"context"

	"github.com/twinstage/twinstage/cmd/twinstage/app"
)

type serveCmd struct {
	settings
	Addr string `placeholder:"HOST:PORT" help:"Address to listen on; port 0 takes a free one."`
}

// Run serves until ctx ends.
func (c serveCmd) Run(ctx context.Context, std stdio) error {
	cfg, log, err := c.load(std, map[string]any{"addr": c.Addr})
	if err != nil {
		return err
	}
	a, err := app.New(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := firstAdmin(ctx, a.Accounts, std); err != nil {
		return err
	}
	return a.Run(ctx)
}
