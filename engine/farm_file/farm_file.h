// Farm files: text (*.farm), JSON and binary protobuf of headroom.v1.Farm. docs/formats/farm.md is the format's
// description.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engine/base/error.h"
#include "engine/farm/farm.h"

namespace headroom::farm_file {

enum class Format { Text, Json, Binary };

/// By the file name's ending: .json is JSON, .pb and .farmpb are binary, everything else is text.
Format formatOf(std::string_view path);

/// A farm that was read, and the warnings it was read with (a farm with errors is never handed out).
struct Loaded {
  farm::Farm farm;
  Diagnostics warnings;
};

/// What a reader takes. Sound: only farms without errors, to run them. Draft: also farms that are readable but not yet
/// whole (users without an application, unknown names), to go on editing them; their errors stand among the warnings.
/// Control characters in names and the like keep a draft back: nobody could trust what is shown of it.
enum class Accept { Sound, Draft };

/// Reads a farm. Every problem of the file is reported at once, with line and column (text, JSON) or field path
/// (binary).
Result<Loaded> read(std::string_view content, Format format, const std::string& fileName,
                    Accept accept = Accept::Sound);
/// read() of a file; a missing one, or one over the limit of readFile(), is a problem too.
Result<Loaded> load(const std::string& path, Accept accept = Accept::Sound);

/// What other rooms hold against a farm. It sees what could be read of a broken farm too, so that a file's problems are
/// told all at once.
using FurtherCheck = std::function<Diagnostics(const farm::Farm&)>;
/// As load() of a sound farm; errors of `further` keep it back, warnings come with it.
Result<Loaded> load(const std::string& path, const FurtherCheck& further);

/// Canonical form: fixed field order, default values left out, comments given back; a save without an edit changes
/// nothing.
std::string write(const farm::Farm& farm, Format format);
/// Atomic; the format follows the file name.
Outcome save(const farm::Farm& farm, const std::string& path);

/// Problems of a farm value that files would be refused for (unknown names, bad numbers, ...), with places where
/// `origin` has them.
Diagnostics validate(const farm::Farm& farm);

/// SHA-256 of the canonical text without comments and positions: equal for farms that behave alike.
std::string hashOf(const farm::Farm& farm);

}  // namespace headroom::farm_file
