// The few functions of Pango, GObject and fontconfig that we call, declared here word for word.
//
// Their own headers are found only through GLib's pkg-config file, whose -pthread flag SwiftPM refuses with a
// warning at every build. Checked against the headers of Pango 1.50 and fontconfig 2.14; these declarations have
// not changed since Pango 1.44.

#ifndef GRADBOOK_CPANGO_SHIM_H
#define GRADBOOK_CPANGO_SHIM_H

#pragma clang assume_nonnull begin

typedef struct _cairo cairo_t;
typedef struct _cairo_font_options cairo_font_options_t;

// fontconfig

typedef struct _FcConfig FcConfig;

FcConfig *_Nullable FcConfigCreate(void);
void FcConfigDestroy(FcConfig *config);
int FcConfigAppFontAddFile(FcConfig *config, const unsigned char *file);

// GObject

void g_object_unref(void *object);

// Pango

typedef struct _PangoFontMap PangoFontMap;
typedef struct _PangoContext PangoContext;
typedef struct _PangoLanguage PangoLanguage;
typedef struct _PangoFontDescription PangoFontDescription;
typedef struct _PangoLayout PangoLayout;
typedef struct _PangoLayoutLine PangoLayoutLine;
typedef struct _PangoRectangle { int x, y, width, height; } PangoRectangle;

PangoContext *pango_font_map_create_context(PangoFontMap *map);
void pango_context_set_round_glyph_positions(PangoContext *context, int round);
void pango_context_set_language(PangoContext *context, PangoLanguage *language);
PangoLanguage *pango_language_from_string(const char *language);

PangoFontDescription *pango_font_description_new(void);
void pango_font_description_free(PangoFontDescription *description);
void pango_font_description_set_family(PangoFontDescription *description, const char *family);
void pango_font_description_set_weight(PangoFontDescription *description, int weight);
void pango_font_description_set_absolute_size(PangoFontDescription *description, double size);

PangoLayout *pango_layout_new(PangoContext *context);
void pango_layout_set_text(PangoLayout *layout, const char *text, int length);
void pango_layout_set_font_description(
  PangoLayout *layout, const PangoFontDescription *description);
void pango_layout_set_auto_dir(PangoLayout *layout, int auto_dir);
void pango_layout_set_single_paragraph_mode(PangoLayout *layout, int setting);
void pango_layout_get_extents(
  PangoLayout *layout, PangoRectangle *_Nullable ink, PangoRectangle *_Nullable logical);
PangoLayoutLine *_Nullable pango_layout_get_line_readonly(PangoLayout *layout, int line);

// Pango with fontconfig and Cairo; a map is created as one type and set up as another

PangoFontMap *_Nullable pango_cairo_font_map_new_for_font_type(int type);
void pango_cairo_font_map_set_resolution(PangoFontMap *map, double dpi);
void pango_fc_font_map_set_config(PangoFontMap *map, FcConfig *config);
void pango_cairo_context_set_font_options(
  PangoContext *context, const cairo_font_options_t *options);
void pango_cairo_update_context(cairo_t *cairo, PangoContext *context);
void pango_cairo_show_layout_line(cairo_t *cairo, PangoLayoutLine *line);
void pango_cairo_layout_line_path(cairo_t *cairo, PangoLayoutLine *line);

#pragma clang assume_nonnull end

#endif
