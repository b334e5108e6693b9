#include "engine/results/results.h"
