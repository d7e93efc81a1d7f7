package httpapi

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// clientAddress puts the visitor's address in place of a trusted proxy's, from
// X-Forwarded-For read right to left: the last entry that no trusted proxy
// wrote about itself. From anybody else the header is not believed.
func clientAddress(trusted []netip.Prefix) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		if len(trusted) == 0 {
			return next
		}
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if isTrusted(trusted, r.RemoteAddr) {
				hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
				for _, hop := range slices.Backward(hops) {
					addr, err := netip.ParseAddr(strings.TrimSpace(hop))
					if err != nil {
						break
					}
					r.RemoteAddr = net.JoinHostPort(addr.String(), "0")
					if !within(trusted, addr) {
						break
					}
				}
			}
			next.ServeHTTP(w, r)
		})
	}
}

func isTrusted(trusted []netip.Prefix, remote string) bool {
	ap, err := netip.ParseAddrPort(remote)
	return err == nil && within(trusted, ap.Addr())
}

func within(nets []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(nets, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
}
