// Which of several front ends' requests count, where logs hold each request once for every proxy on its way.
#pragma once

#include <QWidget>
#include <vector>

#include "gui/traffic/traffic_study.h"

class QCheckBox;
class QLabel;

namespace headroom::gui {

/// A box for each front end with the requests that it logged, and below what is wrong with the choice. Only there
/// where the logs name more than one. Shows the study's choice and changes it; the study must outlive it.
class TierBar : public QWidget {
  Q_OBJECT
 public:
  explicit TierBar(TrafficStudy& study, QWidget* parent = nullptr);

 private:
  void follow();
  void makeBoxes(std::size_t count);

  TrafficStudy& study_;
  QWidget* boxRow_ = nullptr;
  std::vector<QCheckBox*> boxes_;
  std::vector<StudiedTier> shown_;
  QLabel* warning_ = nullptr;
};

}  // namespace headroom::gui
