#include "gui/runs/report_exporter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <QDate>
#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <csignal>
#include <memory>

#include "tests/gui/charts/made_up.h"

namespace headroom::gui {
namespace {

using ::testing::HasSubstr;

constexpr int kDeadlock = 60'000;  // ms

/// While it lives no file of this process grows beyond a hundred bytes, as on a full disk.
class FullDisk {
 public:
  FullDisk() {
    before_ = std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &limit_);
    rlimit small = limit_;
    small.rlim_cur = 100;
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &limit_);
    std::signal(SIGXFSZ, before_);
  }

 private:
  rlimit limit_{};
  void (*before_)(int) = nullptr;
};

class Exporter : public ::testing::Test {
 protected:
  QString pathOf(const char* name) { return folder.filePath(name); }
  static QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }
  static void put(const QString& path, const QByteArray& content) {
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(content);
  }
  QTemporaryDir folder;
  ReportExporter exporter;
  QSignalSpy finished{&exporter, &ReportExporter::finished};
  QSignalSpy failed{&exporter, &ReportExporter::failed};
};

TEST_F(Exporter, WritesAWholePageAndSaysWhere) {
  ASSERT_TRUE(exporter.exportReport(made_up::farm(), made_up::run(), std::nullopt, pathOf("report.html")));
  EXPECT_TRUE(exporter.isBusy());
  ASSERT_TRUE(finished.wait(kDeadlock));
  EXPECT_FALSE(exporter.isBusy());
  EXPECT_EQ(finished[0][0].toString(), pathOf("report.html"));
  const std::string page = contentOf(pathOf("report.html")).toStdString();
  EXPECT_THAT(page, HasSubstr("intranet-zone"));
  EXPECT_THAT(page, HasSubstr("</html>"));
  EXPECT_THAT(page, HasSubstr(QDate::currentDate().toString(Qt::ISODate).toStdString()));
}

TEST_F(Exporter, WritesAPdfByTheEndingOfThePath) {
  ASSERT_TRUE(exporter.exportReport(made_up::farm(), made_up::run(), std::nullopt, pathOf("report.pdf")));
  ASSERT_TRUE(finished.wait(kDeadlock));
  EXPECT_TRUE(contentOf(pathOf("report.pdf")).startsWith("%PDF-"));
}

TEST_F(Exporter, NamesTheFileAndTheCauseAndKeepsTheOldFile) {
  const QString path = pathOf("gone/report.html");
  ASSERT_TRUE(exporter.exportReport(made_up::farm(), made_up::run(), std::nullopt, path));
  ASSERT_TRUE(failed.wait(kDeadlock));
  EXPECT_THAT(failed[0][0].toString().toStdString(), HasSubstr(path.toStdString()));
  EXPECT_FALSE(QFile::exists(path));
  EXPECT_EQ(finished.count(), 0);
}

TEST_F(Exporter, RefusesAFolderInPlaceOfAFileAndAnUnknownEnding) {
  for (const QString& path : {folder.path(), pathOf("report.docx")}) {
    ASSERT_TRUE(exporter.exportReport(made_up::farm(), made_up::run(), std::nullopt, path));
    ASSERT_TRUE(failed.wait(kDeadlock));
    EXPECT_THAT(failed.last()[0].toString().toStdString(), HasSubstr(path.toStdString()));
  }
}

TEST_F(Exporter, LeavesTheOldReportWholeWhenTheDiskIsFull) {
  const QString path = pathOf("report.html");
  put(path, "the old report");
  {
    const FullDisk full;
    ASSERT_TRUE(exporter.exportReport(made_up::farm(), made_up::run(), std::nullopt, path));
    ASSERT_TRUE(failed.wait(kDeadlock));
  }
  EXPECT_THAT(failed[0][0].toString().toStdString(), HasSubstr(path.toStdString()));
  EXPECT_EQ(contentOf(path), "the old report");
  EXPECT_EQ(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList("report.html"));
}

TEST_F(Exporter, WritesOneReportAtATime) {
  ASSERT_TRUE(exporter.exportReport(made_up::farm(), made_up::run(), std::nullopt, pathOf("one.html")));
  EXPECT_FALSE(exporter.exportReport(made_up::farm(), made_up::run(), std::nullopt, pathOf("two.html")));
  ASSERT_TRUE(finished.wait(kDeadlock));
  EXPECT_FALSE(QFile::exists(pathOf("two.html")));
  EXPECT_TRUE(exporter.exportReport(made_up::farm(), made_up::run(), std::nullopt, pathOf("two.html")));
  ASSERT_TRUE(finished.wait(kDeadlock));
}

TEST_F(Exporter, FinishesItsFileWhenItIsDestroyed) {
  auto brief = std::make_unique<ReportExporter>();
  ASSERT_TRUE(brief->exportReport(made_up::farm(), made_up::run(), std::nullopt, pathOf("last.html")));
  brief.reset();
  EXPECT_THAT(contentOf(pathOf("last.html")).toStdString(), HasSubstr("</html>"));
}

}  // namespace
}  // namespace headroom::gui
