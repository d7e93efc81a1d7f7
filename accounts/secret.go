package accounts

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// randomBytes cannot fail: crypto/rand ends the program rather than give
// predictable bytes.
func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

// newSecret has 256 bits of chance, in characters that fit cookies and headers.
func newSecret() string { return base64.RawURLEncoding.EncodeToString(randomBytes(32)) }

func newID() string { return hex.EncodeToString(randomBytes(6)) }

func hashOf(secret string) Hash { return sha256.Sum256([]byte(secret)) }

// RandomPassword can be read aloud and typed from paper: five groups of two
// syllables, 63 bits of chance ("kuba-rito-sefa-moda-nipu").
func RandomPassword() string {
	// 16 consonants × 5 vowels = 80 syllables; ten of them give 63.2 bits. The
	// letters that are mistaken for others or for digits (l, q, c) are left out.
	const consonants, vowels = "bdfghjkmnprstvwz", "aeiou"
	groups := make([]string, 5)
	for i := range groups {
		var g strings.Builder
		for range 2 {
			n := uniform(len(consonants) * len(vowels))
			g.WriteByte(consonants[n/len(vowels)])
			g.WriteByte(vowels[n%len(vowels)])
		}
		groups[i] = g.String()
	}
	return strings.Join(groups, "-")
}

// uniform gives a number below n ≤ 256, each equally likely.
func uniform(n int) int {
	for {
		if b := int(randomBytes(1)[0]); b < 256/n*n {
			return b % n
		}
	}
}
