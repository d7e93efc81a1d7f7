package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
)

const missingStyle = `body{margin:0;min-height:100vh;display:grid;place-content:center;padding:2rem;` +
	`background:#070b14;color:#dbe7f5;font:1rem/1.7 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}` +
	`main{max-width:40rem}h1{font-size:1.5rem}pre{background:#101a2c;padding:1rem;border-radius:.5rem;overflow:auto}`

// missingPage stands in for the app when the program was built without it.
const missingPage = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="twinstage-ui" content="missing">
<title>Twinstage</title>
<style>` + missingStyle + `</style>
</head>
<body>
<main>
<h1>网页界面尚未构建</h1>
<p>服务已在运行，接口可用；但这个程序编译时没有包含网页界面。请安装 Node.js 20 或更高版本，在源码目录执行：</p>
<h1 lang="en">The web interface is not built</h1>
<p lang="en">The server is running and its API answers, but this program was compiled without the web interface. Install Node.js 20 or newer and run, in the source folder:</p>
<pre>npm --prefix web ci
npm --prefix web run build
go build ./cmd/twinstage</pre>
<p>或者直接运行 <code>make demo</code>。<span lang="en">Or simply <code>make demo</code>.</span></p>
</main>
</body>
</html>
`

func serveMissing(w http.ResponseWriter, r *http.Request) {
	if !readOnly(w, r) {
		return
	}
	sum := sha256.Sum256([]byte(missingStyle))
	header := w.Header()
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	if r.URL.Path != "/" && !isAppRoute(r.URL.Path) {
		w.WriteHeader(http.StatusNotFound)
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(missingPage))
	}
}
