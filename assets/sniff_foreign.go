package assets

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Formats that staff bring and that are not taken, each with how to export what
// is. They are constants in all but name.
var (
	plainZip    = refusal{"zip", "This is a zip archive without a tileset.json.", "压缩包顶层（或唯一的顶层文件夹）应有 tileset.json；单个模型请直接上传 GLB，不要压缩。", "Put tileset.json at the top of the archive (or in its only folder); upload a single model as GLB, unzipped."}
	zippedGLTF  = refusal{"zip", "This is a zip archive with a glTF model in it.", "请解压后上传 GLB；若是 glTF 加贴图，先在导出工具中选择“GLB（单文件）”。", "Unzip it and upload the GLB; if it is glTF with textures, choose GLB (one file) when exporting."}
	zippedOBJ   = refusal{"zip", "This is a zip archive with an OBJ model in it.", "请在 Blender 中导入 OBJ，再用“文件 → 导出 → glTF 2.0”导出 GLB。", "Import the OBJ into Blender and export it by File, Export, glTF 2.0 as GLB."}
	shapefile   = refusal{"shapefile", "This is a zipped shapefile.", "请先用 3D 切片工具（如 CesiumLab、FME）把矢量数据转换为 3D Tiles。", "Convert it to 3D Tiles with a tiling tool first, FME for one."}
	bareTileset = refusal{"tileset-json", "This is a tileset.json alone, without its tiles.", "请把 tileset.json 与全部瓦片文件一起压缩为一个 .zip 或 .3tz 后上传。", "Put tileset.json and all its tiles into one .zip or .3tz archive and upload that."}
	cityJSON    = refusal{"cityjson", "This is CityJSON.", "请先转换：用 cjio 导出 GLB，或用 3D 切片工具转换为 3D Tiles 压缩包。", "Convert it first: export GLB with cjio, or make a 3D Tiles archive with a tiling tool."}
	geoJSON     = refusal{"geojson", "This is GeoJSON.", "GeoJSON 不是三维模型；请转换为 GLB 或 3D Tiles。", "GeoJSON is no 3D model; convert it to GLB or 3D Tiles."}
	otherJSON   = refusal{"json", "This is JSON, but no glTF.", "请上传 GLB 模型、3D Tiles 压缩包或图片。", "Upload a GLB model, a 3D Tiles archive or an image."}
	unknown     = refusal{"unknown", "The format of this file is not recognised.", "请上传 GLB 模型、3D Tiles 压缩包（.zip/.3tz）或 PNG、JPEG、WebP 图片。", "Upload a GLB model, a 3D Tiles archive (.zip, .3tz) or a PNG, JPEG or WebP image."}
	empty       = refusal{"empty", "The file is empty.", "请重新导出文件，确认大小不为 0。", "Export the file again and see that it is not of size 0."}
)

// signature is a format known by bytes at an offset.
type signature struct {
	offset int
	magic  string
	is     refusal
}

func signatures() []signature {
	toGLB := func(typ, message, zh, en string) refusal { return refusal{typ, message, zh, en} }
	fbx := toGLB("fbx", "This is an FBX model.", "请在 Blender 或 3ds Max 中打开，导出为 glTF 2.0 的 GLB 单文件。", "Open it in Blender or 3ds Max and export it as glTF 2.0, one GLB file.")
	blend := toGLB("blend", "This is a Blender project.", "请在 Blender 中用“文件 → 导出 → glTF 2.0”导出 GLB。", "Export it from Blender by File, Export, glTF 2.0 as GLB.")
	return []signature{
		{0, "Kaydara FBX Binary", fbx}, {0, "; FBX ", fbx}, {0, "BLENDER", blend}, {0, "(\xb5/\xfd", blend},
		{0, "ISO-10303-21", toGLB("ifc", "This is an IFC building model (STEP text).", "请用 IfcConvert 或 BIM 软件的 glTF 导出插件转换为 GLB。", "Convert it to GLB with IfcConvert or your BIM tool's glTF exporter.")},
		{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", toGLB("ole", "This is an OLE file: a Revit project (RVT), a 3ds Max scene or an Office document.", "请在 Revit 或 3ds Max 中用 glTF 导出插件导出 GLB。", "Export it as GLB from Revit or 3ds Max with a glTF exporter.")},
		{0, "\xff\xfe\xff\x0e", toGLB("skp", "This is a SketchUp model.", "请在 SketchUp 中选择“文件 → 导出 → 三维模型 → GLB”。", "In SketchUp choose File, Export, 3D model, GLB.")},
		{0, "SketchUp Model", toGLB("skp", "This is a SketchUp model.", "请在 SketchUp 中选择“文件 → 导出 → 三维模型 → GLB”。", "In SketchUp choose File, Export, 3D model, GLB.")},
		{0, "LASF", toGLB("las", "This is a LAS point cloud.", "请用点云切片工具（如 py3dtiles）转换为 3D Tiles，再压缩为 .zip 或 .3tz。", "Convert it to 3D Tiles with a point cloud tiler, py3dtiles for one, and upload the archive.")},
		{0, "\x1f\x8b", toGLB("gzip", "This is a gzip file.", "请先解压，再上传其中的文件。", "Decompress it and upload the file inside.")},
		{0, "7z\xbc\xaf\x27\x1c", toGLB("7z", "This is a 7z archive.", "请用 zip 重新压缩，或直接上传 GLB。", "Pack it again as zip, or upload the GLB itself.")},
		{0, "Rar!", toGLB("rar", "This is a RAR archive.", "请用 zip 重新压缩，或直接上传 GLB。", "Pack it again as zip, or upload the GLB itself.")},
		{0, "AC10", toGLB("dwg", "This is a DWG drawing.", "请在 CAD 软件中导出三维实体，再转换为 GLB。", "Export its solids from the CAD tool and convert them to GLB.")},
		{0, "b3dm", toGLB("b3dm", "This is one tile of a tileset.", "请上传整个 3D Tiles：把 tileset.json 与全部瓦片压缩为一个 .zip。", "Upload the whole tileset: tileset.json and all tiles in one zip.")},
		{0, "PK\x05\x06", toGLB("zip", "This is an empty zip archive.", "请重新压缩，确认其中有 tileset.json 和瓦片。", "Pack it again and see that tileset.json and the tiles are in it.")},
		{0, "%PDF", toGLB("pdf", "This is a PDF document.", "请上传 GLB 模型、3D Tiles 压缩包或图片。", "Upload a GLB model, a 3D Tiles archive or an image.")},
		{0, "GIF8", toGLB("gif", "This is a GIF image.", "请转换为 PNG、JPEG 或 WebP。", "Convert it to PNG, JPEG or WebP.")},
		{0, "II*\x00", toGLB("tiff", "This is a TIFF image.", "请转换为 PNG、JPEG 或 WebP。", "Convert it to PNG, JPEG or WebP.")},
		{0, "MM\x00*", toGLB("tiff", "This is a TIFF image.", "请转换为 PNG、JPEG 或 WebP。", "Convert it to PNG, JPEG or WebP.")},
		{0, "\xabKTX 20\xbb", toGLB("ktx2", "This is a KTX2 texture.", "请转换为 PNG、JPEG 或 WebP，或放入 GLB 中。", "Convert it to PNG, JPEG or WebP, or put it into a GLB.")},
		{4, "ftyp", toGLB("mp4", "This is a video.", "请上传 GLB 模型、3D Tiles 压缩包或图片。", "Upload a GLB model, a 3D Tiles archive or an image.")},
		{257, "ustar", toGLB("tar", "This is a tar archive.", "请用 zip 重新压缩，或直接上传 GLB。", "Pack it again as zip, or upload the GLB itself.")},
	}
}

// sniffForeign names a format that is not taken.
func sniffForeign(head []byte) *refusal {
	if len(head) == 0 {
		return &empty
	}
	for _, s := range signatures() {
		if len(head) >= s.offset && bytes.HasPrefix(head[s.offset:], []byte(s.magic)) {
			return &s.is
		}
	}
	if r := sniffText(head); r != nil {
		return r
	}
	return &unknown
}

// sniffText knows formats written as text by their first lines.
func sniffText(head []byte) *refusal {
	for !utf8.Valid(head) && len(head) > sniffLen-utf8.UTFMax {
		head = head[:len(head)-1] // a character cut by the window
	}
	if !utf8.Valid(head) || bytes.IndexByte(head, 0) >= 0 {
		return nil
	}
	text := strings.TrimLeft(strings.TrimPrefix(string(head), "\ufeff"), " \t\r\n")
	lower := strings.ToLower(text)
	switch {
	case strings.HasPrefix(lower, "<!doctype html"), strings.HasPrefix(lower, "<html"):
		return &refusal{"html", "This is a web page, perhaps an error page that was saved instead of the file.", "请重新下载文件，确认得到的是模型本身。", "Download the file again and see that it is the model itself."}
	case strings.Contains(lower, "<collada"):
		return &refusal{"collada", "This is a COLLADA model.", "请在 Blender 中导入，再导出为 GLB。", "Import it into Blender and export it as GLB."}
	case strings.Contains(lower, "citymodel"):
		return &refusal{"citygml", "This is CityGML.", "请先用 3D 切片工具（如 FME）转换为 3D Tiles 压缩包。", "Convert it to a 3D Tiles archive with a tiling tool first, FME for one."}
	case strings.Contains(lower, "<kml"):
		return &refusal{"kml", "This is KML.", "KML 不是三维模型；请转换为 GLB 或 3D Tiles。", "KML is no 3D model; convert it to GLB or 3D Tiles."}
	case strings.HasPrefix(lower, "<?xml"), strings.HasPrefix(lower, "<svg"):
		return &refusal{"xml", "This is XML or SVG.", "请上传 GLB 模型、3D Tiles 压缩包或 PNG、JPEG、WebP 图片。", "Upload a GLB model, a 3D Tiles archive or a PNG, JPEG or WebP image."}
	case strings.HasPrefix(lower, "ply\n"), strings.HasPrefix(lower, "ply\r"):
		return &refusal{"ply", "This is a PLY model.", "请在 Blender 中导入，再导出为 GLB。", "Import it into Blender and export it as GLB."}
	case strings.HasPrefix(lower, "solid "):
		return &refusal{"stl", "This is an STL model.", "请在 Blender 中导入，再导出为 GLB。", "Import it into Blender and export it as GLB."}
	case looksLikeOBJ(text):
		return &refusal{"obj", "This is a Wavefront OBJ model.", "请在 Blender 中导入 OBJ，再用“文件 → 导出 → glTF 2.0”导出 GLB。", "Import it into Blender and export it by File, Export, glTF 2.0 as GLB."}
	}
	return &refusal{"text", "This is a text file.", "请上传 GLB 模型、3D Tiles 压缩包或图片。", "Upload a GLB model, a 3D Tiles archive or an image."}
}

func looksLikeOBJ(text string) bool {
	hits := 0
	for line := range strings.Lines(text) {
		word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch word {
		case "v", "vn", "vt", "f", "mtllib", "usemtl", "o", "g":
			hits++
		}
	}
	return hits >= 2
}
