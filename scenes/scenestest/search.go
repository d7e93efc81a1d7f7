package scenestest

import (
	"testing"

	"github.com/twinstage/twinstage/scenes"
)

// search asks every store the same questions, through the service that makes
// the words.
func search(t *testing.T, store scenes.Store) {
	s := service(store)
	for _, n := range []scenes.NewScene{
		{Slug: "rivers", Title: scenes.Text{ZH: "重庆两江交汇", EN: "Where Two Rivers Meet"}, Sector: scenes.City, District: "500103", Tags: []string{"PM2.5", "夜景"}},
		{Slug: "opera", Title: scenes.Text{ZH: "大剧院", EN: "Grand Théâtre"}, Summary: scenes.Text{ZH: "江北嘴的音乐现场"}, Sector: scenes.CultureTourism, District: "500105"},
		{Slug: "ev-line", Title: scenes.Text{ZH: "智能网联产线"}, Summary: scenes.Text{EN: "A line that builds 1200 cars a day, with O'Reilly & co: 100%"}, Sector: scenes.Industry, District: "500112"},
	} {
		_, err := s.CreateScene(t.Context(), admin, n)
		must(t, err)
	}
	for _, c := range []struct {
		q    string
		want []string
	}{
		{"", []string{"rivers", "opera", "ev-line"}},
		{"两江", []string{"rivers"}},
		{"江", []string{"rivers", "opera"}},
		{"江两", []string{}},
		{"重庆 夜景", []string{"rivers"}},
		{"重庆 剧院", []string{}},
		{"chongqing", []string{"rivers"}},
		{"zhongqing", []string{}},
		{"chong", []string{"rivers"}},
		{"liangjiang", []string{"rivers"}},
		{"liang jiang", []string{"rivers"}},
		{"cqlj", []string{"rivers"}},
		{"lj", []string{"rivers"}},
		{"yinyue", []string{"opera"}},
		{"RIVERS", []string{"rivers"}},
		{"riv mee", []string{"rivers"}},
		{"ivers", []string{}},
		{"ｒｉｖｅｒｓ", []string{"rivers"}},
		{"théâtre", []string{"opera"}},
		{"thé", []string{"opera"}},
		{"PM2.5", []string{"rivers"}},
		{"1200", []string{"ev-line"}},
		{"ev-line", []string{"ev-line"}},
		{"500112", []string{"ev-line"}},
		{"文旅", []string{"opera"}},
		{"culture", []string{"opera"}},
		{"o'reilly", []string{"ev-line"}},
		{`"*" OR 1=1 & ! :* ' -- NEAR`, []string{}},
		{"%", []string{}},
		{"的 音乐", []string{"opera"}},
	} {
		page, err := s.FindScenes(t.Context(), admin, scenes.SceneFilter{Text: c.q})
		must(t, err)
		sameSet(t, c.q, slugs(page.Items), c.want)
	}
	title := scenes.Text{ZH: "三峡"}
	_, err := s.UpdateScene(t.Context(), admin, "rivers", "*", scenes.SceneChange{Title: &title})
	must(t, err)
	for q, want := range map[string][]string{"两江": {}, "三峡": {"rivers"}, "夜景": {"rivers"}} {
		page, err := s.FindScenes(t.Context(), admin, scenes.SceneFilter{Text: q})
		must(t, err)
		sameSet(t, q+" after an edit", slugs(page.Items), want)
	}
}
