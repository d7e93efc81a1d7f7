package httpapi

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestClientAddressBelievesOnlyTrustedProxies(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for name, c := range map[string]struct{ remote, forwarded, want string }{
		"direct visitor who lies":     {"203.0.113.9:4000", "198.51.100.1", "203.0.113.9:4000"},
		"one proxy":                   {"10.1.2.3:5000", "198.51.100.1", "198.51.100.1:0"},
		"visitor forged an entry":     {"10.1.2.3:5000", "1.1.1.1, 198.51.100.1", "198.51.100.1:0"},
		"two proxies":                 {"10.1.2.3:5000", "198.51.100.1, 10.9.9.9", "198.51.100.1:0"},
		"nonsense":                    {"10.1.2.3:5000", "who knows", "10.1.2.3:5000"},
		"proxy that says nothing":     {"10.1.2.3:5000", "", "10.1.2.3:5000"},
		"visitor by IPv6, same proxy": {"10.1.2.3:5000", "2001:db8::7", "[2001:db8::7]:0"},
	} {
		t.Run(name, func(t *testing.T) {
			var got string
			h := clientAddress(trusted)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RemoteAddr }))
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = c.remote
			if c.forwarded != "" {
				r.Header.Set("X-Forwarded-For", c.forwarded)
			}
			h.ServeHTTP(httptest.NewRecorder(), r)
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
