// Cells and columns of result tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/results/figures.h"
#include "gui/charts/figure_model.h"

namespace headroom::gui::sheets {

/// As a machine reads it; empty for what is not finite.
QString plain(double value);

/// "133.4 ±2.0", as on the command line; sorts by the mean, what was not observed comes last.
FigureCell cellOf(const results::Estimate& estimate, results::Unit unit);
/// Empty where there is no such figure.
FigureCell cellOf(const std::optional<results::Estimate>& estimate, results::Unit unit);
/// A name from a farm, made harmless.
FigureCell cellOf(const std::string& name);
/// A number of things that should not be: marked when it is not 0.
FigureCell countCell(std::uint64_t count, const QString& tip = {});
/// A number of things that may well be.
FigureCell plainCount(std::uint64_t count);

/// A column of words.
FigureColumn named(const QString& title);
/// A column of figures with their intervals; `key` and `unit` make the names of the CSV file's columns.
FigureColumn figure(const QString& title, const QString& key, const QString& unit, const QString& tip);

}  // namespace headroom::gui::sheets
