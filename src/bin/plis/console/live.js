// Live rows. Everything else works without a script.
(function () {
  "use strict";
  var box = document.querySelector("[data-live]");
  if (!box) return;
  var later = function () { setTimeout(function () { location.reload(); }, 3000); };
  if (!window.EventSource) { later(); return; }
  var source = null, last = "";
  function open() {
    source = new EventSource(box.getAttribute("data-live") + (last ? "?depuis=" + encodeURIComponent(last) : ""));
    source.addEventListener("etat", function (event) {
      last = event.lastEventId;
      var told = JSON.parse(event.data);
      Object.keys(told.texts).forEach(function (id) {
        var at = document.getElementById(id);
        if (at) at.textContent = told.texts[id];
      });
      var bar = document.getElementById("avancement");
      if (bar) { bar.max = told.total; bar.value = told.done; }
      var rows = document.getElementById("lignes");
      if (rows) told.rows.forEach(function (row) {
        var line = document.createElement("li");
        line.className = row.tone;
        line.textContent = row.text;
        rows.insertBefore(line, rows.firstChild);
        while (rows.childNodes.length > 200) rows.removeChild(rows.lastChild);
      });
    });
    source.addEventListener("fin", function () { source.close(); location.reload(); });
    source.onerror = function () {
      if (source.readyState === 2) later();
    };
  }
  document.addEventListener("visibilitychange", function () {
    if (document.hidden) { if (source) source.close(); source = null; }
    else if (!source) open();
  });
  if (!document.hidden) open();
})();
