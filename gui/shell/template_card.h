// A farm to start from, as a card with its picture.
#pragma once

#include <QAbstractButton>
#include <QImage>

#include "engine/farm/farm.h"

namespace headroom::gui {

/// A big button showing the diagram of a farm, its name and one sentence.
class TemplateCard : public QAbstractButton {
  Q_OBJECT

 public:
  TemplateCard(const farm::Farm& farm, const QString& name, const QString& summary, QWidget* parent = nullptr);
  QSize sizeHint() const override { return {236, 208}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void drawPicture();

  farm::Farm farm_;
  QString name_, summary_;
  QImage picture_;
};

}  // namespace headroom::gui
