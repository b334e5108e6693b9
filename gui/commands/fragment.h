// Copy, cut, paste and duplicate.
#pragma once

#include <QMimeData>
#include <memory>
#include <optional>

#include "gui/document/farm_edit.h"

namespace headroom::gui {

/// The selected objects with what stays meaningful among themselves: memberships, routes, calls and links between them.
farm::Farm fragmentOf(const farm::Farm& farm, const ObjectRefs& objects);
/// Whether there is nothing to paste.
bool isEmptyFragment(const farm::Farm& fragment);

/// For the clipboard: the value for this program, its farm text for everybody else. The caller owns it, as QClipboard
/// wants.
std::unique_ptr<QMimeData> toMime(const farm::Farm& fragment);
/// A fragment of ours, or any text that is a farm; nullopt when it is neither.
std::optional<farm::Farm> fromMime(const QMimeData& data);

/// Adds a fragment under free names. Its inner memberships, calls and links are kept under the new names; applications
/// whose zone is not part of it go to the zone of that name here, else to the first one.
class PasteFragment : public FarmEdit {
 public:
  /// `shift` is added to all places, so that a copy does not hide its original.
  PasteFragment(farm::Farm fragment, farm::Position shift, QString text = {});
  QString text() const override;
  QString apply(farm::Farm& farm) const override;
  ObjectRefs subjects() const override { return subjects_; }

 private:
  farm::Farm fragment_;
  farm::Position shift_;
  QString text_;
  mutable ObjectRefs subjects_;
};

}  // namespace headroom::gui
