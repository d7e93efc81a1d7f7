package city

import (
	"fmt"
)

// Names are invented: a pleasant word, and what the building is.
var (
	nameWords = []string{"嘉澜", "云栖", "江樾", "山语", "锦溪", "半城", "望舒", "青禾", "和悦", "映江", "翠屏", "临渡", "晴川", "长虹", "听雨", "金桐",
		"观澜", "竹影", "星汇", "明达", "天屿", "瑞丰", "渝越", "蓝岸", "朗庭", "石榴", "梧桐", "白鹭", "黄桷", "榕荫", "东篱", "远帆"}
	nameEnds = map[string][]string{
		"residential": {"苑", "府", "雅居", "花园", "里", "小区"},
		"office":      {"大厦", "中心", "国际", "广场A座", "金融大厦"},
		"commercial":  {"天地", "百货", "购物中心", "商场"},
		"hotel":       {"酒店", "大酒店", "宾馆"},
		"school":      {"小学", "中学", "实验学校"},
		"hospital":    {"医院", "卫生服务中心"},
		"heritage":    {"老院", "会馆", "旧居", "祠"},
		"public":      {"文化馆", "图书馆", "社区中心", "体育馆"},
	}
)

// buildName says where, what, and for housing which block.
func buildName(b *Building, quarter string) string {
	word := nameWords[int(b.chance(30)*float64(len(nameWords)))]
	ends := nameEnds[b.Kind]
	end := ends[int(b.chance(31)*float64(len(ends)))]
	switch b.Kind {
	case "residential":
		return fmt.Sprintf("%s%s%d号楼", word, end, 1+int(b.chance(32)*18))
	case "school", "hospital", "public":
		return quarter + word + end
	}
	return word + end
}
