namespace OcppLab.LoadTests;

/// <summary>The chargers' connections.</summary>
static class ConnectionSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(HtmlWriter html, LoadTestResult result)
    {
        var connections = result.Connections;
        html.Write($"""<section id="connections"><h2>Connections</h2>""");
        if (connections is { Opened: 0, NotMade: 0, MostConnected: 0 })
        {
            html.Write($"""<p class="empty">No charger has connected{(result.Status == LoadTestStatus.Finished ? "" : " yet")}.</p></section>""");
            return;
        }

        HtmlTable.Begin(html, "Connections of all chargers", "What", "#Count");
        Row("Accepted by the CSMS now", connections.Connected);
        Row("Accepted by the CSMS at once, at most", connections.MostConnected);
        Row("Opened", connections.Opened);
        Row("Of these by a charger that had one before", connections.Reconnects);
        Row("Lost though the charger wanted them", connections.Lost);
        Row("Could not be made", connections.NotMade);
        HtmlTable.End(html);
        HtmlTable.Spreads(
            html,
            "Times to connect",
            "“Connect” counts from an attempt to the open WebSocket, “boot” from the first attempt to the CSMS’s acceptance of the BootNotification.",
            ("Connect", connections.Connect),
            ("Boot", connections.Boot));
        html.Write($"</section>\n");

        void Row(string name, long count) => html.Write($"""<tr><th scope="row">{name}</th><td class="n">{Figures.Count(count)}</td></tr>{"\n"}""");
    }
}
