#include <cblas.h>

/* Exported by OpenBLAS; some distributions' headers leave them out. */
char *openblas_get_corename(void);
char *openblas_get_config(void);
