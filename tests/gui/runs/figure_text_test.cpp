// Figures in the app read as on the terminal and in reports.
#include "gui/runs/figure_text.h"

#include <gtest/gtest.h>

#include <QLocale>
#include <limits>

#include "engine/results/figures.h"

namespace headroom::gui {
namespace {

TEST(FigureText, GroupsThousandsAsReportsDoWhateverTheLanguage) {
  for (const char* language : {"en_US", "de_DE", "pt_PT", "C"}) {
    QLocale::setDefault(QLocale(language));
    EXPECT_EQ(countText(1204377).toStdString(), results::count(1204377)) << language;
    EXPECT_EQ(countText(999), "999");
    EXPECT_EQ(roundCountText(12345.6).toStdString(), results::count(12346)) << language;
    EXPECT_EQ(decimalText(1234.5, 1).toStdString(), results::fixed(1234.5, 1)) << language;
  }
  QLocale::setDefault(QLocale::c());
}

TEST(FigureText, SharesHaveAsManyDecimalsAsTheyNeed) {
  EXPECT_EQ(percentText(1), "100\u00A0%");
  EXPECT_EQ(percentText(0), "0\u00A0%");
  EXPECT_EQ(percentText(0.264), "26.4\u00A0%");
  EXPECT_EQ(percentText(0.0021), "0.21\u00A0%");
  EXPECT_EQ(percentText(0.99999), "100\u00A0%");
}

TEST(FigureText, WhatIsNoNumberIsADash) {
  EXPECT_EQ(roundCountText(std::numeric_limits<double>::quiet_NaN()), "–");
}

}  // namespace
}  // namespace headroom::gui
