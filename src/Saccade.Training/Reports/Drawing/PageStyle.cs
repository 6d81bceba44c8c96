namespace Saccade.Training.Reports.Drawing;

/// <summary>The style sheet of reports. Colours are Okabe and Ito's, which the colour-blind can tell apart, adjusted to each background.</summary>
internal static class PageStyle
{
    /// <summary>The style sheet.</summary>
    public const string Css = """
        :root { color-scheme: light dark; --page: #f6f7f9; --card: #ffffff; --ink: #1b1f24; --quiet: #626b76; --line: #dfe3e8; --accent: #0072b2;
          --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #b65c93; --c4: #c98a00; --c5: #3f9fd4; --c6: #4a4f57; }
        @media (prefers-color-scheme: dark) { :root { --page: #14171b; --card: #1d2126; --ink: #e7eaee; --quiet: #9aa4b0; --line: #333a42; --accent: #5fb4e6;
          --c0: #5fb4e6; --c1: #f08a4b; --c2: #2fc9a0; --c3: #d98dbb; --c4: #e9b64d; --c5: #8fd0f5; --c6: #b8c0ca; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
        main { max-width: 1240px; margin: 0 auto; padding: 28px 24px 64px; }
        h1 { font-size: 26px; line-height: 1.2; margin: 0 0 4px; letter-spacing: -0.01em; }
        h2 { font-size: 18px; margin: 36px 0 12px; }
        .quiet { color: var(--quiet); font-weight: 400; }
        .tiles { display: grid; gap: 14px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 280px), 1fr)); margin-top: 20px; }
        .tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; border-top: 4px solid var(--tile, var(--accent)); min-width: 0; overflow-wrap: anywhere; }
        .tile b { display: block; font-size: 28px; line-height: 1.25; font-variant-numeric: tabular-nums; }
        .grid2 { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); }
        figure.chart { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px 10px; margin: 0; min-width: 0; container-type: inline-size; }
        .recordings { display: grid; gap: 12px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 280px), 1fr)); }
        figure.recording { margin: 0; min-width: 0; overflow-wrap: anywhere; }
        figure.recording figcaption { margin-bottom: 2px; font-size: 13px; }
        .sky { fill: var(--card); stroke: none; }
        .on, .off { fill: none; stroke-width: 1; }
        .on { stroke: var(--c0); } .off { stroke: var(--c1); }
        .s1 { stroke-opacity: 0.4; } .s2 { stroke-opacity: 0.7; }
        figure.wide { grid-column: 1 / -1; }
        figcaption { font-weight: 600; margin-bottom: 6px; }
        figure svg { display: block; width: 100%; height: auto; }
        .legend { display: flex; flex-wrap: wrap; gap: 2px 16px; color: var(--quiet); font-size: 13px; margin-bottom: 6px; }
        .legend span { display: inline-flex; align-items: center; gap: 6px; overflow-wrap: anywhere; }
        .legend svg { width: 26px; height: 10px; flex: none; }
        svg text { font-family: inherit; fill: var(--quiet); font-size: 12px; font-variant-numeric: tabular-nums; }
        svg text.label { fill: var(--ink); }
        @container (max-width: 500px) { svg text { font-size: 15px; } }
        @container (max-width: 400px) { svg text { font-size: 18px; } }
        .grid { stroke: var(--line); stroke-width: 1; }
        .axis { stroke: var(--quiet); stroke-width: 1; }
        .line { fill: none; stroke: var(--colour); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
        .dashed { stroke-dasharray: 5 5; opacity: 0.85; }
        .dot { fill: var(--colour); stroke: var(--card); stroke-width: 1; }
        .dot.small { opacity: 0; }
        .dot.small:hover { opacity: 1; }
        .dot:hover { stroke: var(--ink); stroke-width: 2; }
        .band { fill: var(--colour); opacity: 0.14; }
        .bar { fill: var(--colour); }
        .c0 { --colour: var(--c0); } .c1 { --colour: var(--c1); } .c2 { --colour: var(--c2); } .c3 { --colour: var(--c3); }
        .c4 { --colour: var(--c4); } .c5 { --colour: var(--c5); } .c6 { --colour: var(--c6); }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 14px; }
        .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 6px 16px; margin-bottom: 14px; }
        th, td { text-align: right; padding: 7px 10px; border-bottom: 1px solid var(--line); white-space: nowrap; }
        th { font-weight: 600; color: var(--quiet); font-size: 13px; }
        td:first-child, th:first-child, td.text, th.text { text-align: left; }
        tbody tr:last-child td, tbody tr:last-child th { border-bottom: 0; }
        caption { text-align: left; font-weight: 600; padding: 8px 10px 2px; }
        .confusion { width: auto; }
        .confusion td, .confusion th { text-align: center; padding: 5px 8px; min-width: 34px; }
        .confusion tbody th, .confusion thead th:first-child { text-align: right; }
        .confusion .right { background: color-mix(in srgb, var(--c0) calc(var(--share) * 100%), transparent); }
        .confusion .wrong { background: color-mix(in srgb, var(--c1) calc(var(--share) * 100%), transparent); }
        .confusion .strong { color: var(--card); font-weight: 600; }
        .confusion thead th:not(:first-child):not(:last-child) { writing-mode: vertical-rl; transform: rotate(180deg); text-align: left; vertical-align: bottom; }
        figure svg.matrix { max-width: 640px; border: 1px solid var(--line); }
        .empty { fill: var(--card); }
        a.csv { font-weight: 400; font-size: 13px; color: var(--accent); }
        p.cut { margin: 0 0 4px; font-size: 13px; }
        .failed { border-left: 4px solid var(--c1); background: var(--card); padding: 10px 14px; border-radius: 6px; white-space: pre-wrap; }
        details { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 10px 16px; margin-bottom: 10px; }
        summary { cursor: pointer; font-weight: 600; }
        pre { overflow-x: auto; font: 13px/1.5 ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, monospace; margin: 10px 0 4px; }
        @media print { a.csv { display: none; } .scroll { overflow: visible; } body { background: #fff; } main { max-width: none; } figure, .tile, .card { break-inside: avoid; } }
        """;
}
