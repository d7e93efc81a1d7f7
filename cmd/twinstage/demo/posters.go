package demo

import "embed"

//go:embed posters
var posters embed.FS

// findPoster returns a scene's poster and its media type; nil where there is
// none.
func findPoster(slug string) ([]byte, string) {
	for _, kind := range []struct{ ext, media string }{{".webp", "image/webp"}, {".jpg", "image/jpeg"}, {".png", "image/png"}} {
		if data, err := posters.ReadFile("posters/" + slug + kind.ext); err == nil {
			return data, kind.media
		}
	}
	return nil, ""
}
