package main

import (
	"context"
	"log/slog"

	"github.com/twinstage/twinstage/cmd/twinstage/config"
	"github.com/twinstage/twinstage/cmd/twinstage/demo"
)

// demoData is where the demo keeps its data when nothing is said.
const demoData = ".demo"

type demoCmd struct {
	Data      string `placeholder:"DIR" default:"${demo_data}" help:"Directory of the demo's data (${default})."`
	Addr      string `placeholder:"HOST:PORT" help:"Address to listen on; port 0 takes a free one."`
	Buildings int    `placeholder:"N" default:"${demo_buildings}" help:"Buildings in the city (${default})."`
	Seed      uint64 `placeholder:"N" default:"${demo_seed}" help:"Seed of every random choice (${default})."`
	LogLevel  string `placeholder:"LEVEL" help:"debug, info, warn or error."`
}

// Run runs the demo. It reads no file and no environment: everything is
// embedded, and a real server's database must not be filled with a synthetic
// city because its address stands in the environment.
func (c demoCmd) Run(ctx context.Context, std stdio) error {
	cfg, log, err := c.load(std)
	if err != nil {
		return err
	}
	return runDemo(ctx, c, cfg, log, std)
}

func (c demoCmd) load(std stdio) (config.Config, *slog.Logger, error) {
	cfg, _, err := config.Load(config.Sources{Defaults: config.Default(), Flags: map[string]any{
		"data": c.Data, "addr": c.Addr, "log.level": c.LogLevel,
	}})
	return cfg, cfg.Log.Logger(std.err), err
}

// options are the world's.
func (c demoCmd) options() demo.Options { return demo.Options{Buildings: c.Buildings, Seed: c.Seed} }
