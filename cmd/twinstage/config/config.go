// Package config is the server's configuration: one struct, loaded once from
// defaults, a YAML file, TWINSTAGE_* environment variables and flags, in that
// order, and validated once. Nothing else in the program reads the environment
// for settings.
//
// Keys are snake_case; levels are joined by a dot in messages and flags and by
// two underscores in environment variables: live.tick_ms is
// TWINSTAGE_LIVE__TICK_MS.
package config

import (
	"net/netip"
	"path/filepath"
	"strings"
	"time"
)

// Config is everything an operator can set.
type Config struct {
	// Addr is HOST:PORT to listen on; port 0 takes a free one.
	Addr string `koanf:"addr"`
	// Data is the directory of everything the server keeps on disk.
	Data string `koanf:"data"`
	// BaseURL is the address visitors use (scheme and host, no path), for QR
	// codes and links; empty: taken from each request.
	BaseURL string `koanf:"base_url"`
	// Database holds the catalogue: "sqlite:PATH" or "postgres://…"; empty:
	// DATA/catalogue.db.
	Database string `koanf:"database"`
	// Journal holds the readings; as Database; empty: DATA/journal.db, or
	// Database where that is PostgreSQL.
	Journal string `koanf:"journal"`
	// TrustedProxies are the networks (CIDR) whose X-Forwarded-For and
	// X-Forwarded-Proto are believed; empty: nobody's.
	TrustedProxies []string `koanf:"trusted_proxies"`

	Limits Limits `koanf:"limits"`
	Live   Live   `koanf:"live"`
	Log    Log    `koanf:"log"`
}

// Limits bound what strangers may send before it is read. All in bytes.
type Limits struct {
	UploadBytes   int64 `koanf:"upload_bytes"`   // one asset file
	DocumentBytes int64 `koanf:"document_bytes"` // one scene document
	ReadingsBytes int64 `koanf:"readings_bytes"` // one batch of readings
}

// Live is the pace of the live channel.
type Live struct {
	// TickMS is the least time between two frames of one scene, milliseconds.
	TickMS int `koanf:"tick_ms"`
}

// Log is what is logged and how.
type Log struct {
	Format string `koanf:"format"` // text or json
	Level  string `koanf:"level"`  // debug, info, warn or error
}

// Default is the configuration of a laptop with nothing set.
func Default() Config {
	return Config{
		Addr: "127.0.0.1:8080",
		Data: "data",
		Limits: Limits{
			UploadBytes:   4 << 30,
			DocumentBytes: 4 << 20,
			ReadingsBytes: 8 << 20,
		},
		Live: Live{TickMS: 100},
		Log:  Log{Format: "text", Level: "info"},
	}
}

// DatabaseDSN is Database with its default filled in, as sqldb.Open takes it.
func (c Config) DatabaseDSN() string {
	if c.Database != "" {
		return c.Database
	}
	return "sqlite:" + filepath.Join(c.Data, "catalogue.db")
}

// JournalDSN is Journal with its default filled in, as sqldb.Open takes it.
func (c Config) JournalDSN() string {
	switch {
	case c.Journal != "":
		return c.Journal
	case isPostgres(c.Database):
		return c.Database
	default:
		return "sqlite:" + filepath.Join(c.Data, "journal.db")
	}
}

// BlobsDir is where the directory blob store keeps bytes.
func (c Config) BlobsDir() string { return filepath.Join(c.Data, "blobs") }

// ReadyFile is written when the server answers requests.
func (c Config) ReadyFile() string { return filepath.Join(c.Data, "ready.json") }

// HTTPS says whether visitors come by TLS, so that cookies may insist on it.
func (c Config) HTTPS() bool { return strings.HasPrefix(c.BaseURL, "https://") }

// Tick is Live.TickMS as a duration.
func (c Config) Tick() time.Duration { return time.Duration(c.Live.TickMS) * time.Millisecond }

// ProxyNetworks are TrustedProxies parsed; a valid Config has no bad ones.
func (c Config) ProxyNetworks() []netip.Prefix {
	nets := make([]netip.Prefix, 0, len(c.TrustedProxies))
	for _, s := range c.TrustedProxies {
		if p, err := parseNetwork(s); err == nil {
			nets = append(nets, p)
		}
	}
	return nets
}
