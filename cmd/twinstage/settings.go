package main

import (
	"log/slog"

	"github.com/twinstage/twinstage/cmd/twinstage/config"
)

// settings are the flags of every command that works on the server's own data.
type settings struct {
	Config    string `short:"c" placeholder:"FILE" help:"YAML file with settings."`
	Data      string `placeholder:"DIR" help:"Directory of everything that is kept on disk."`
	LogLevel  string `placeholder:"LEVEL" help:"debug, info, warn or error."`
	LogFormat string `placeholder:"FORMAT" help:"text or json."`
}

// load gives the configuration and its logger.
func (s settings) load(std stdio, more map[string]any) (config.Config, *slog.Logger, error) {
	flags := map[string]any{"data": s.Data, "log.level": s.LogLevel, "log.format": s.LogFormat}
	for k, v := range more {
		flags[k] = v
	}
	cfg, ignored, err := config.Load(config.Sources{
		Defaults: config.Default(), File: s.Config, Environ: std.environ, Flags: flags,
	})
	if err != nil {
		return config.Config{}, nil, err
	}
	log := cfg.Log.Logger(std.err)
	if len(ignored) > 0 {
		log.Debug("environment variables that are no settings", slog.Any("names", ignored))
	}
	return cfg, log, nil
}
