// A line of news above the canvas that waits to be read instead of stopping the work.
#pragma once

#include <QFrame>

class QLabel;
class QToolButton;

namespace headroom::gui {

class MessageBar : public QFrame {
  Q_OBJECT

 public:
  enum class Kind { News, Trouble };
  explicit MessageBar(QWidget* parent = nullptr);

  void tell(Kind kind, const QString& text);
  void dismiss();
  QString text() const;
  Kind kind() const { return kind_; }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void dress();

  QLabel* sign_ = nullptr;
  QLabel* text_ = nullptr;
  Kind kind_ = Kind::News;
};

}  // namespace headroom::gui
