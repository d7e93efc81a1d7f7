package config

import (
	"io"
	"log/slog"
	"net/url"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/v2"
)

const masked = "masked"

// YAML is the effective configuration as a file that Load takes, with the
// passwords of database addresses masked.
func (c Config) YAML() ([]byte, error) {
	c.Database, c.Journal = maskDSN(c.DatabaseDSN()), maskDSN(c.JournalDSN())
	k := koanf.New(".")
	if err := k.Load(confmap.Provider(toMap(c), "."), nil); err != nil {
		return nil, err
	}
	return k.Marshal(yaml.Parser())
}

// maskDSN hides the password of a PostgreSQL address, in its user part or its
// query; an address that cannot be parsed is hidden whole.
func maskDSN(dsn string) string {
	if !isPostgres(dsn) {
		return dsn
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return masked
	}
	q := u.Query()
	for _, name := range []string{"password", "sslpassword"} {
		if q.Has(name) {
			q.Set(name, masked)
		}
	}
	u.RawQuery = q.Encode()
	if _, has := u.User.Password(); has {
		u.User = url.UserPassword(u.User.Username(), masked)
	}
	return u.String()
}

// Logger writes to w in the configured format and level.
func (l Log) Logger(w io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(l.Level)); err != nil {
		level = slog.LevelInfo
	}
	opts := &slog.HandlerOptions{Level: level}
	if l.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, opts))
	}
	return slog.New(slog.NewTextHandler(w, opts))
}
