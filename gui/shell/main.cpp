// headroom-desktop: the window, and a way to photograph it for the manual.
#include <QApplication>
#include <QCommandLineParser>
#include <QPixmap>
#include <QSettings>
#include <QTimer>
#include <cstdio>
#include <functional>

#include "gui/charts/chart_widget.h"
#include "gui/shell/main_window.h"
#include "gui/traffic/import_view.h"

namespace {

using headroom::gui::MainWindow;

struct Wishes {
  QString file, screenshot, select, theme, size, show;
  QStringList logs;
  bool run = false;
  int pictureAfterMs = 600;
};

void describe(QCommandLineParser& parser) {
  parser.setApplicationDescription(
      QCoreApplication::translate("main",
                                  "Draws a web farm, runs it, and shows where it breaks.\n\n"
                                  "Example: headroom-desktop scenarios/intranet-zone/intranet-zone.farm"));
  parser.addHelpOption();
  parser.addVersionOption();
  parser.addPositionalArgument("file", QCoreApplication::translate("main", "Farm to open."), "[FILE]");
  parser.addOptions({
      {"theme", QCoreApplication::translate("main", "Colours for this start: system, light or dark."), "name"},
      {"reset-settings",
       QCoreApplication::translate("main", "Forget window layout, recent files and preferences first.")},
      {"screenshot",
       QCoreApplication::translate("main", "For the manual: write a picture of the window as PNG and end."), "file"},
      {"size", QCoreApplication::translate("main", "With --screenshot: size of the window, such as 1280x800."), "WxH"},
      {"select", QCoreApplication::translate("main", "With --screenshot: select this object first."), "name"},
      {"show",
       QCoreApplication::translate("main", "With --screenshot: bring this panel to the front, such as results."),
       "panel"},
      {"import",
       QCoreApplication::translate("main",
                                   "With --screenshot: a picture of the import of this file or folder (may be given "
                                   "several times), with --show paths, remarks or calibration of that page; with --run "
                                   "of the window after their replay."),
       "logs"},
      {"run", QCoreApplication::translate("main", "With --screenshot: run the farm first and wait for its results.")},
      {"after",
       QCoreApplication::translate("main",
                                   "With --screenshot: milliseconds to wait; with --run a picture of the live run."),
       "ms"},
  });
}

void photograph(MainWindow& window, const Wishes& wishes) {
  const QString& path = wishes.screenshot;
  if (!wishes.show.isEmpty()) window.showPanel(wishes.show);
  QCoreApplication::processEvents();
  QWidget& subject = wishes.logs.isEmpty() || wishes.run ? static_cast<QWidget&>(window) : window.import();
  const QPixmap picture = subject.grab();
  const bool written = picture.save(path, "PNG");
  if (!written) std::fprintf(stderr, "%s: error: the picture cannot be written\n", qPrintable(path));
  QCoreApplication::exit(written ? 0 : 4);
}

/// The import once the logs are read, or once they have been calibrated with.
void poseImport(MainWindow& window, const Wishes& wishes, const std::function<void()>& later) {
  using headroom::gui::ImportView;
  using headroom::gui::TrafficController;
  ImportView& import = window.import();
  TrafficController& traffic = import.study().controller();
  const bool calibration = wishes.show == "calibration", run = wishes.run;
  window.runs().controller().setSpeed(run ? 0 : window.runs().controller().speed());
  QObject::connect(&window.runs(), &headroom::gui::RunDesk::resultReady, &window, later);
  QObject::connect(&window.runs(), &headroom::gui::RunDesk::failed, &window, later);
  if (!wishes.size.isEmpty()) import.resize(window.size());
  if (wishes.show == "paths") import.showPage(ImportView::Page::Paths);
  if (wishes.show == "remarks") import.showPage(ImportView::Page::Remarks);
  QObject::connect(&traffic, &TrafficController::failed, &import, later);
  QObject::connect(&traffic, &TrafficController::calibrated, &import, later);
  QObject::connect(
      &traffic, &TrafficController::surveyed, &import,
      [&import, calibration, run, later] {
        if (!import.study().whyNotReady().isEmpty() || (!run && !calibration)) return later();
        if (run) return import.replay();
        import.calibrate();
      },
      Qt::QueuedConnection);
  window.importLogs(wishes.logs);
}

void pose(MainWindow& window, const Wishes& wishes, bool waitForResult) {
  const auto later = [&window, wishes] {
    QTimer::singleShot(wishes.pictureAfterMs, &window, [&window, wishes] { photograph(window, wishes); });
  };
  if (!wishes.select.isEmpty()) window.showObject(wishes.select);
  if (!wishes.logs.isEmpty()) return poseImport(window, wishes, later);
  if (!wishes.run) return later();
  if (waitForResult) {
    window.runs().controller().setSpeed(0);
    QObject::connect(&window.runs(), &headroom::gui::RunDesk::resultReady, &window, later);
    QObject::connect(&window.runs(), &headroom::gui::RunDesk::failed, &window, later);
  } else {
    later();
  }
  window.runs().run();
}

}  // namespace

int main(int argc, char** argv) {
  QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
  QApplication app(argc, argv);
  QCoreApplication::setOrganizationName("headroom");
  QCoreApplication::setApplicationName("headroom-desktop");
  QCoreApplication::setApplicationVersion(HEADROOM_VERSION);
  QGuiApplication::setDesktopFileName("headroom");
  QSettings::setDefaultFormat(QSettings::IniFormat);

  QCommandLineParser parser;
  describe(parser);
  parser.process(app);
  if (parser.isSet("reset-settings")) headroom::gui::Preferences::reset();
  Wishes wishes{parser.positionalArguments().value(0),
                parser.value("screenshot"),
                parser.value("select"),
                parser.value("theme"),
                parser.value("size"),
                parser.value("show"),
                parser.values("import"),
                parser.isSet("run")};
  if (parser.isSet("after")) wishes.pictureAfterMs = parser.value("after").toInt();

  MainWindow window;
  if (!wishes.theme.isEmpty()) window.setTheme(headroom::gui::themeNamed(wishes.theme), false);
  if (!wishes.size.isEmpty()) {
    window.resize(wishes.size.section('x', 0, 0).toInt(), wishes.size.section('x', 1, 1).toInt());
  }
  window.show();
  if (!wishes.file.isEmpty()) window.openFile(wishes.file);
  if (!wishes.screenshot.isEmpty()) {
    QTimer::singleShot(0, &window, [&] { pose(window, wishes, !parser.isSet("after")); });
  }
  return QApplication::exec();
}
