// How logs are read: found from the lines, or said.
#pragma once

#include <QWidget>

#include "engine/trace/trace.h"

class QComboBox;
class QLabel;
class QLineEdit;

namespace headroom::gui {

/// A format by name, a verbatim Apache LogFormat or nginx log_format, columns of a W3C log, keys of JSON lines; the
/// time zone of stamps that name none; what stamps mean. What cannot be understood is said and not used.
class FormatBar : public QWidget {
  Q_OBJECT
 public:
  explicit FormatBar(QWidget* parent = nullptr);

  /// What is entered now, understood or not.
  trace::ReadOptions options() const;
  /// For tests and for starting anew.
  void choose(const QString& way, const QString& text = {});

  static constexpr auto kPattern = "pattern";
  static constexpr auto kFields = "fields";
  static constexpr auto kJson = "json";

 signals:
  /// Something else was entered, and it is understood.
  void changed(const headroom::trace::ReadOptions& options);

 private:
  void fillFormats();
  void followWay();
  void tell();

  QComboBox* way_ = nullptr;
  QLineEdit* text_ = nullptr;
  QLineEdit* zone_ = nullptr;
  QComboBox* stamps_ = nullptr;
  QLabel* trouble_ = nullptr;
  trace::ReadOptions told_;
};

}  // namespace headroom::gui
