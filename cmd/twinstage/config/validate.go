package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Validate says everything that is wrong, each with its key and what to do.
func (c Config) Validate() error {
	return errors.Join(
		checkAddr(c.Addr),
		check(c.Data != "", "data", "is empty; name the directory to keep data in"),
		checkBaseURL(c.BaseURL),
		checkDSN("database", c.Database),
		checkDSN("journal", c.Journal),
		checkNetworks(c.TrustedProxies),
		checkRange("limits.upload_bytes", c.Limits.UploadBytes, 1<<10, 1<<46),
		checkRange("limits.document_bytes", c.Limits.DocumentBytes, 1<<10, 1<<30),
		checkRange("limits.readings_bytes", c.Limits.ReadingsBytes, 1<<10, 1<<30),
		checkRange("live.tick_ms", int64(c.Live.TickMS), 10, 60_000),
		checkOneOf("log.format", c.Log.Format, "text", "json"),
		checkOneOf("log.level", c.Log.Level, "debug", "info", "warn", "error"),
	)
}

func problem(key, format string, args ...any) error {
	return fmt.Errorf("configuration: %s %s", key, fmt.Sprintf(format, args...))
}

func check(ok bool, key, what string) error {
	if ok {
		return nil
	}
	return problem(key, "%s", what)
}

func checkAddr(addr string) error {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return problem("addr", "is %q; write HOST:PORT, for example 127.0.0.1:8080 or :8080", addr)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return problem("addr", "has port %q; use a number from 0 (any free port) to 65535", port)
	}
	return nil
}

func checkBaseURL(s string) error {
	if s == "" {
		return nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || strings.Trim(u.Path, "/") != "" {
		return problem("base_url", "is %q; write scheme and host alone, for example https://twin.example.org", s)
	}
	return nil
}

func isPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

func checkDSN(key, dsn string) error {
	path, lite := strings.CutPrefix(dsn, "sqlite:")
	if dsn == "" || isPostgres(dsn) || (lite && path != "") {
		return nil
	}
	return problem(key, "names no database we know; write sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME, or leave it empty for a file in the data directory")
}

func parseNetwork(s string) (netip.Prefix, error) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p.Masked(), nil
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Prefix{}, err
	}
	return netip.PrefixFrom(a, a.BitLen()), nil
}

func checkNetworks(list []string) error {
	for _, s := range list {
		if _, err := parseNetwork(s); err != nil {
			return problem("trusted_proxies", "has %q; write addresses or networks such as 10.0.0.0/8", s)
		}
	}
	return nil
}

func checkRange(key string, v, low, high int64) error {
	return check(v >= low && v <= high, key, fmt.Sprintf("is %d; use a number from %d to %d", v, low, high))
}

func checkOneOf(key, v string, allowed ...string) error {
	return check(slices.Contains(allowed, v), key, fmt.Sprintf("is %q; use one of %s", v, strings.Join(allowed, ", ")))
}
