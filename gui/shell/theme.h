// Light, dark, or whatever the system says.
#pragma once

#include <QObject>
#include <QPalette>
#include <QString>

namespace headroom::gui {

enum class Theme { System, Light, Dark };

/// "system", "light", "dark"; anything else is System.
Theme themeNamed(const QString& name);
QString nameOf(Theme theme);

/// Whether this theme is dark on this system.
bool isDarkTheme(Theme theme);

/// Dresses the whole application.
void applyTheme(Theme theme);

}  // namespace headroom::gui
