package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"github.com/twinstage/twinstage/accounts"
	"github.com/twinstage/twinstage/cmd/twinstage/app"
	"github.com/twinstage/twinstage/cmd/twinstage/config"
	"github.com/twinstage/twinstage/cmd/twinstage/demo"
)

// runDemo seeds the world, serves it and plays its simulators until ctx ends.
func runDemo(ctx context.Context, c demoCmd, cfg config.Config, log *slog.Logger, std stdio) error {
	a, err := app.New(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer a.Close()
	keys, err := demoKeys(ctx, a.Accounts, filepath.Join(cfg.Data, "demo-keys.json"))
	if err != nil {
		return err
	}
	a.Ready.AdminUser, a.Ready.AdminPassword, a.Ready.IngestToken = accounts.AdminName, keys.AdminPassword, keys.IngestToken
	world, err := demo.Generate(c.options())
	if err != nil {
		return err
	}
	seeder := demo.Seeder{Scenes: a.Scenes, Assets: a.Assets, Mark: filepath.Join(cfg.Data, "demo.json"), Log: log}
	if err := seeder.Seed(ctx, world, c.options()); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return a.Run(ctx) })
	group.Go(func() error {
		select {
		case <-ctx.Done(): // Run failed or was interrupted, and says so
			return nil
		case <-a.Started():
		}
		fmt.Fprintf(std.err, "\nTwinstage demo (all values are simulated): %s\nto sign in: user %s, password %s\n\n", a.URL(), accounts.AdminName, keys.AdminPassword)
		demo.Play(ctx, a.Live, world, log)
		return nil
	})
	return group.Wait()
}

// keysOfDemo are kept beside the demo's data, so that what was given a token
// or signed in goes on after a restart.
type keysOfDemo struct {
	AdminPassword string `json:"adminPassword"`
	IngestToken   string `json:"ingestToken"`
}

// demoKeys are those of the last run, or new ones where they hold no longer.
func demoKeys(ctx context.Context, s *accounts.Service, path string) (keysOfDemo, error) {
	var keys keysOfDemo
	b, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return keys, err
	}
	if err == nil && json.Unmarshal(b, &keys) != nil {
		keys = keysOfDemo{}
	}
	before := keys
	if err := admit(ctx, s, &keys); err != nil {
		return keys, err
	}
	if _, err := s.PermitForToken(ctx, keys.IngestToken); err != nil {
		n := accounts.NewToken{Label: "demo", Scene: accounts.AnyScene, Purposes: []accounts.Purpose{accounts.PurposeReadings, accounts.PurposeUpload}}
		if _, keys.IngestToken, err = s.AddToken(ctx, operator(), n); err != nil {
			return keys, err
		}
	}
	if keys == before {
		return keys, nil
	}
	if b, err = json.Marshal(keys); err != nil {
		return keys, err
	}
	return keys, os.WriteFile(path, b, 0o600)
}

// admit makes sure that the administrator has the password in keys.
func admit(ctx context.Context, s *accounts.Service, keys *keysOfDemo) error {
	made, err := s.EnsureAdmin(ctx)
	switch {
	case err != nil:
		return err
	case made != "":
		keys.AdminPassword = made
		return nil
	}
	if keys.AdminPassword != "" {
		if secret, _, err := s.SignIn(ctx, accounts.AdminName, keys.AdminPassword, ""); err == nil {
			return s.SignOut(ctx, secret)
		}
	}
	keys.AdminPassword = accounts.RandomPassword()
	return s.SetPassword(ctx, operator(), accounts.AdminName, keys.AdminPassword)
}
