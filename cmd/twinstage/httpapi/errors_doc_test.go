package httpapi

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const root = "../../.."

// startOnly are codes that no request can get: a program that is wired wrong.
var startOnly = map[string]bool{"realtime_config": true}

func TestErrorsPageListsEveryCode(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "docs", "errors.md"))
	if err != nil {
		t.Fatal(err)
	}
	made, words := codesInSource(t)
	if len(made) < 40 {
		t.Fatalf("found only %d codes: the search looked at nothing", len(made))
	}
	for code, where := range made {
		if !strings.Contains(string(page), "`"+code+"`") && !startOnly[code] {
			t.Errorf("docs/errors.md lacks %s (%s)", code, where)
		}
	}
	for _, m := range regexp.MustCompile("(?m)^\\| (?:<a id=\"[a-z0-9_]+\"></a>)?`([a-z0-9_]+)` \\|").FindAllSubmatch(page, -1) {
		if !words[string(m[1])] {
			t.Errorf("docs/errors.md lists %s, which nothing answers", m[1])
		}
	}
}

// codesInSource gives the codes handed to fault.New and fault.Wrap, with where
// that is, and every string constant of the program.
func codesInSource(t *testing.T) (made map[string]token.Position, words map[string]bool) {
	t.Helper()
	made, words = map[string]token.Position{}, map[string]bool{}
	files := token.NewFileSet()
	for _, room := range []string{"scenes", "assets", "realtime", "accounts", "internal", "cmd"} {
		err := filepath.WalkDir(filepath.Join(root, room), func(path string, _ fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(files, path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.BasicLit:
					if s, err := strconv.Unquote(n.Value); err == nil {
						words[s] = true
					}
				case *ast.CallExpr:
					if code, ok := faultCode(n); ok {
						made[code] = files.Position(n.Pos())
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return made, words
}

// faultCode is the literal code of a call of fault.New or fault.Wrap.
func faultCode(call *ast.CallExpr) (string, bool) {
	fn, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", false
	}
	from, ok := fn.X.(*ast.Ident)
	at, isFault := map[string]int{"New": 1, "Wrap": 2}[fn.Sel.Name]
	if !ok || from.Name != "fault" || !isFault || len(call.Args) <= at {
		return "", false
	}
	lit, ok := call.Args[at].(*ast.BasicLit)
	if !ok {
		return "", false
	}
	code, err := strconv.Unquote(lit.Value)
	return code, err == nil
}
