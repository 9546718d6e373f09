using System.Security.Cryptography;
using System.Text;

namespace OcppLab.LoadTests;

/// <summary>The style sheet of the pages, and the policy that allows it and nothing else.</summary>
static class ReportStyle
{
    /// <summary>The style sheet.</summary>
    public const string Css = """

        :root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--ink:#1a2029;--muted:#596372;--edge:#d8dde4;--grid:#e3e7ec;--band:#f1f4f7;
        --good:#12703c;--bad:#b42318;--warn:#8a5300;--idle:#3d4f66;--good-soft:#e3f4ea;--bad-soft:#fde8e6;--warn-soft:#fcf0d9;--idle-soft:#e8edf3;
        --s1:#2563c9;--s2:#b45f06;--s3:#8b3fb8;--s4:#12805a;--s5:#4a5a70;--link:#1d56b3}
        @media (prefers-color-scheme:dark){:root{--page:#12161c;--card:#1a2028;--ink:#e7ebf0;--muted:#9fabb9;--edge:#323c49;--grid:#2b343f;--band:#1f2731;
        --good:#62d391;--bad:#ff8a7d;--warn:#f0b75a;--idle:#a9bbd1;--good-soft:#143324;--bad-soft:#431f1c;--warn-soft:#3b2d12;--idle-soft:#253140;
        --s1:#74a9ff;--s2:#f3a64d;--s3:#cf95f2;--s4:#4fcf9d;--s5:#a9b8ca;--link:#8ab8ff}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;-webkit-text-size-adjust:100%}
        main{max-width:1280px;margin:0 auto;padding:20px 16px 48px}
        h1{font-size:1.75rem;line-height:1.2;margin:0;overflow-wrap:anywhere}
        h2{font-size:1.25rem;margin:0 0 12px}
        h3{font-size:1rem;margin:16px 0 4px;overflow-wrap:anywhere}
        p{margin:0 0 10px;max-width:75ch;overflow-wrap:anywhere}
        a{color:var(--link)}
        .over{margin:0 0 2px;color:var(--muted);font-size:.875rem}
        .note,.empty,.muted{color:var(--muted)}
        .note{font-size:.875rem}
        section,.verdict{background:var(--card);border:1px solid var(--edge);border-radius:10px;padding:18px;margin-top:16px;min-width:0}
        section ul,.verdict ul{margin:0 0 10px;padding-left:20px}
        li{overflow-wrap:anywhere}
        nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:4px 16px;margin:14px 0 0;padding:0;font-size:.875rem}
        .verdict{border-left-width:8px;display:grid;gap:4px 24px;grid-template-columns:1fr;align-items:start}
        .verdict .word{font-size:2rem;line-height:1.15;font-weight:700;margin:0;white-space:nowrap}
        .verdict ul,.verdict p{margin:0}
        .passed{border-color:var(--good);background:var(--good-soft)}.passed .word,.good{color:var(--good)}
        .failed,.error{border-color:var(--bad);background:var(--bad-soft)}.failed .word,.error .word,.worse{color:var(--bad)}
        .inconclusive{border-color:var(--warn);background:var(--warn-soft)}.inconclusive .word,.warn{color:var(--warn)}
        .stopped,.open{border-color:var(--idle);background:var(--idle-soft)}.stopped .word,.open .word{color:var(--idle)}
        .good,.worse,.warn{font-weight:600;white-space:nowrap}
        dl.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(150px,44%),1fr));gap:12px 20px;margin:16px 0 0}
        dl.facts dt{color:var(--muted);font-size:.8125rem}
        dl.facts dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
        section>:last-child,.scroll:last-child>table{margin-bottom:0}.side{margin:14px 0 -6px}
        dl.figures{margin:0}
        dl.figures dd{font-size:1.375rem;font-weight:600;line-height:1.25}
        dl.figures dd small{display:block;font-size:.8125rem;font-weight:400;color:var(--muted)}
        .sides{display:grid;gap:0 16px}
        .scroll{overflow-x:auto;margin:0 -18px;padding:0 18px}
        .scroll:focus-visible{outline:2px solid var(--link);outline-offset:-2px}
        table{border-collapse:collapse;width:100%;font-size:.875rem;font-variant-numeric:tabular-nums;margin:0 0 10px}
        table.small{width:auto;min-width:min(100%,420px)}
        .when{white-space:nowrap}
        caption{text-align:left;color:var(--muted);padding:0 0 6px;font-size:.875rem}
        th,td{padding:6px 10px;border-bottom:1px solid var(--edge);text-align:left;vertical-align:top}
        thead th{color:var(--muted);font-weight:600;vertical-align:bottom;white-space:nowrap}
        tbody th{font-weight:600}
        tbody:last-of-type tr:last-child>*,tbody:last-of-type th[rowspan]{border-bottom-color:transparent}
        tbody tr:has(+tr)>th[rowspan]~*{border-bottom-color:transparent}
        .n{text-align:right;white-space:nowrap}
        td.n .change{display:block;font-size:.8125rem}
        .long{min-width:180px;overflow-wrap:anywhere}
        code,pre{font:.875em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
        code{overflow-wrap:break-word}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--band);border:1px solid var(--edge);border-radius:6px;padding:8px 10px;margin:6px 0 0;max-width:90ch}
        summary{cursor:pointer;color:var(--link)}
        .charts{display:grid;grid-template-columns:1fr;gap:8px 28px}
        figure.chart{margin:0 0 12px;min-width:0;overflow:hidden;break-inside:avoid;display:flex;flex-direction:column}
        figure.chart figcaption{flex:1}
        ul.legend{list-style:none;display:flex;flex-wrap:wrap;gap:0 16px;margin:0;padding:0;font-size:.8125rem}
        svg.key{vertical-align:middle;margin-right:5px}
        svg.plot{display:block;width:calc(100% - 74px);margin:26px 10px 24px 64px;overflow:visible;font-size:11px}
        .narrow{display:none}
        .tick,.stage,.event{fill:var(--muted)}.event{paint-order:stroke;stroke:var(--card);stroke-width:3px}
        .band0{fill:var(--band)}.band1{fill:transparent}
        .grid{stroke:var(--grid)}.mark{stroke:var(--muted);stroke-dasharray:2 3}
        path{fill:none;stroke-width:1.75;stroke-linejoin:round;stroke-linecap:round;vector-effect:non-scaling-stroke}
        .s1{stroke:var(--s1)}.s2{stroke:var(--s2)}.s3{stroke:var(--s3)}.s4{stroke:var(--s4)}.s5{stroke:var(--s5)}.bad{stroke:var(--bad)}
        .plan{stroke:var(--muted);stroke-width:1.25;stroke-dasharray:5 4}.limit{stroke:var(--bad);stroke-width:1.25;stroke-dasharray:6 4}
        .before{stroke:var(--muted);stroke-width:1.5;stroke-dasharray:4 3}
        .at{fill:transparent}.at:hover{fill:var(--ink);fill-opacity:.09}
        .bar{fill:var(--s1)}.track{fill:var(--grid)}
        td.bars{min-width:90px;width:40%}td.bars svg{display:block;width:100%}
        footer{color:var(--muted);font-size:.8125rem;margin-top:20px}
        @media (max-width:600px){.narrow{display:inline}.wide{display:none}}
        @media (min-width:700px){.verdict{grid-template-columns:auto 1fr}.verdict .word{grid-row:span 2}.sides{grid-template-columns:1fr 1fr}.sides .verdict{grid-template-columns:1fr}}
        @media (min-width:900px){.charts{grid-template-columns:1fr 1fr}main{padding:28px 24px 56px}.scroll{margin:0;padding:0}}
        @media print{:root{color-scheme:light;--page:#fff;--card:#fff;--ink:#000;--muted:#444;--edge:#bbb;--grid:#ddd;--band:#f3f3f3;
        --good:#12703c;--bad:#b42318;--warn:#8a5300;--idle:#3d4f66;--good-soft:#fff;--bad-soft:#fff;--warn-soft:#fff;--idle-soft:#fff;
        --s1:#2563c9;--s2:#b45f06;--s3:#8b3fb8;--s4:#12805a;--s5:#4a5a70;--link:#000}
        html{font-size:11px}.charts{grid-template-columns:1fr 1fr}main{max-width:none;padding:0}nav{display:none}section{border:0;padding:6px 0}.verdict{break-inside:avoid}.scroll{overflow:visible;break-inside:avoid}
        h2,h3{break-after:avoid}tr{break-inside:avoid}details::details-content{content-visibility:visible;block-size:auto}th,td{padding:3px 6px}}

        """;

    /// <summary>What a browser may load and do: use this style sheet, told by its hash.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css)))}'; base-uri 'none'; form-action 'none'";
}
