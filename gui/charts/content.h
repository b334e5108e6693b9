// What a chart shows, without how: curves and reference lines over a farm, a live run and a result.
#pragma once

#include <QPointF>
#include <QString>
#include <QVector>
#include <memory>
#include <string>
#include <vector>

#include "engine/farm/farm.h"
#include "engine/results/figures.h"
#include "engine/results/results.h"
#include "engine/sim/sim.h"
#include "gui/charts/chart_widget.h"
#include "gui/charts/style.h"
#include "gui/charts/track.h"

namespace headroom::gui {

/// One curve. Live points are bounded, those of a result are kept as they are.
struct Curve {
  QString name;         ///< "Global p95".
  std::string object;   ///< Zone, server or station it belongs to.
  std::string measure;  ///< Of results::Series, and of the filter buttons: "p95".
  CurveStyle style;
  Track live;
  QVector<QPointF> result;
  bool hidden = false;  ///< By a click on its legend entry.
};

/// A horizontal line: an objective or a target.
struct Reference {
  std::string zone;  ///< Only shown with this zone's curves; empty: always.
  double value = 0;
  QString label;
};

/// The part of a chart that differs from one kind of chart to the next. For the window's thread; owned by its chart.
class ChartWidget::Content {
 public:
  /// One of several curves that each object has, to be shown or not.
  struct Measure {
    std::string key;  ///< Of results::Series.
    QString label;    ///< On its button, and behind the object's name in the legend.
    QString tip;
    CurveStyle::Dash dash = CurveStyle::Dash::Solid;
    double width = 2;
    bool chief = false;  ///< The one that stays when there are too many curves to tell apart.
  };
  /// What a chart is called and how its value axis behaves; the same for all farms.
  struct Face {
    QString id;
    QString title;
    QString valueTitle;  ///< Of the y axis, with unit.
    QString empty;       ///< Said where curves will be.
    results::Unit unit = results::Unit::Number;
    double fixedTop = 0;                 ///< > 0: the y axis always ends here.
    double leastTop = 0;                 ///< The y axis never ends below.
    bool whole = false;                  ///< Values are whole numbers: no ticks between them.
    std::vector<Measure> measures = {};  ///< More than one: offers a choice of them and of zones.
  };
  virtual ~Content() = default;

  const Face& face() const { return face_; }
  /// Object by object; a curve's place changes only with setFarm() or a new object.
  std::vector<Curve>& curves() { return curves_; }
  const std::vector<Curve>& curves() const { return curves_; }
  /// Of the farm that was set.
  const std::vector<Reference>& references() const { return references_; }
  /// The objects that have curves, in order.
  std::vector<std::string> objects() const;

  /// False when the curves stayed the same.
  bool setFarm(const farm::Farm& farm);
  /// Goes on with the live curves, also after a result was shown; a time before the last one starts a new run. Without
  /// a farm the objects are those of the snapshot.
  void add(const sim::Snapshot& snapshot);
  /// Shows the series of a whole run instead of the live curves.
  void setResult(const results::RunResult& result);
  /// Forgets all values; the curves stay.
  void clear();
  /// Whether a whole run is shown instead of the live curves.
  bool hasResult() const { return hasResult_; }
  /// What is drawn of a curve now.
  QVector<QPointF> pointsOf(const Curve& curve) const { return hasResult_ ? curve.result : curve.live.points(); }
  double now() const { return now_; }  ///< Last time that has values.
  double end() const { return end_; }  ///< Of the run; 0: unknown.

  // The kinds of charts; ChartWidget's daughters say what each shows.
  static std::unique_ptr<Content> latency();
  static std::unique_ptr<Content> load();
  static std::unique_ptr<Content> utilisation();
  static std::unique_ptr<Content> queue();
  static std::unique_ptr<Content> servers();

 protected:
  explicit Content(Face face) : face_(std::move(face)) {}
  /// The zones, servers or stations that have curves in this chart, in order.
  virtual std::vector<std::string> objectsOf(const farm::Farm& farm) const = 0;
  /// The empty curves of one object; `index` among the objects chooses the colour.
  virtual std::vector<Curve> curvesOf(const std::string& object, int index) const = 0;
  /// Lines to compare with; none unless overridden.
  virtual std::vector<Reference> referencesOf(const farm::Farm& farm) const;
  /// Adds the snapshot's values to the live tracks.
  virtual void read(const sim::Snapshot& snapshot, double time) = 0;
  /// Whether a result's series of this object belong into this chart.
  virtual bool takesObject(const results::RunResult& result, const std::string& object) const = 0;
  /// From the unit of results::Series to that of the y axis.
  virtual double scaled(double value) const { return value; }
  Curve& curveOf(const std::string& object, const std::string& measure);

 private:
  void addObject(const std::string& object);
  Face face_;
  std::vector<Curve> curves_;
  std::vector<Reference> references_;
  double now_ = 0;
  double liveNow_ = 0;
  double end_ = 0;
  bool hasResult_ = false;
};

}  // namespace headroom::gui
