#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QApplication>
#include <QClipboard>
#include <QMimeData>
#include <QSvgRenderer>

#include "gui/charts/chart_widget.h"
#include "tests/gui/charts/made_up.h"

namespace headroom::gui {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Paper : public ::testing::Test {
 protected:
  Paper() {
    chart.setFarm(made_up::farm());
    chart.showResult(made_up::run());
  }
  LatencyChart chart;
};

/// Pixels that are neither white nor grey: curves.
int colouredPixels(const QImage& image) {
  int coloured = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) coloured += image.pixelColor(x, y).hslSaturation() > 60 ? 1 : 0;
  }
  return coloured;
}

TEST_F(Paper, IsWhiteAlsoWhenTheWindowIsDark) {
  const QImage light = chart.toImage({600, 300}, 1);
  chart.setDark(true);
  EXPECT_EQ(chart.toImage({600, 300}, 1), light);
  EXPECT_EQ(light.pixelColor(0, 0), QColor(Qt::white));
}

TEST_F(Paper, HasTheDetailOfItsScale) {
  const QImage once = chart.toImage({600, 300}, 1);
  const QImage twice = chart.toImage({600, 300}, 2);
  EXPECT_EQ(twice.size(), QSize(1200, 600));
  EXPECT_EQ(twice.devicePixelRatio(), 2);
  EXPECT_GT(colouredPixels(twice), 2 * colouredPixels(once)) << "drawn anew, not enlarged lines";
}

TEST_F(Paper, LeavesOutHiddenSeries) {
  const int all = colouredPixels(chart.toImage({600, 300}, 1));
  for (const QString& name : chart.seriesNames()) {
    if (name != "Global p50") chart.setSeriesVisible(name, false);
  }
  EXPECT_LT(colouredPixels(chart.toImage({600, 300}, 1)), all / 2);
  EXPECT_THAT(chart.toSvg({600, 300}).toStdString(), Not(HasSubstr("Intranet")));
}

TEST_F(Paper, IsVectorsWithTitleAxesAndLegendAsSvg) {
  const QByteArray svg = chart.toSvg({600, 300});
  EXPECT_TRUE(QSvgRenderer(svg).isValid());
  const std::string text = svg.toStdString();
  EXPECT_THAT(text, HasSubstr("Latency per zone"));
  EXPECT_THAT(text, HasSubstr("response time (ms)"));
  EXPECT_THAT(text, HasSubstr("time measured (min)"));
  EXPECT_THAT(text, HasSubstr("Intranet p95"));
  EXPECT_THAT(text, Not(HasSubstr("<image")));
  EXPECT_THAT(text, Not(HasSubstr("nan")));
}

TEST_F(Paper, GoesToTheClipboard) {
  chart.copyAsPng();
  EXPECT_FALSE(QApplication::clipboard()->image().isNull());
  chart.copyAsSvg();
  EXPECT_TRUE(QApplication::clipboard()->mimeData()->hasFormat("image/svg+xml"));
}

TEST_F(Paper, SaysWhatToDoWhenThereIsNothingToPrint) {
  chart.clear();
  EXPECT_THAT(chart.toSvg({600, 300}).toStdString(), HasSubstr("Run the farm (F5)"));
}

}  // namespace
}  // namespace headroom::gui
