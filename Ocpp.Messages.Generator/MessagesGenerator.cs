using System;
using System.IO;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace OcppLab.Ocpp.Messages.Generator;

/// <summary>Makes of every <c>*.messages</c> file the records of its messages, with how they are read, written and checked.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class MessagesGenerator : IIncrementalGenerator
{
    static readonly DiagnosticDescriptor Mistake = new(
        "OCPP001", "A fact can't be read", "{0}", "Facts", DiagnosticSeverity.Error, isEnabledByDefault: true);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // A file's text is all there is to compare: the same text makes the same code.
        var files = context.AdditionalTextsProvider
            .Where(static file => file.Path.EndsWith(".messages", StringComparison.Ordinal))
            .Select(static (file, cancellation) => (file.Path, Text: file.GetText(cancellation)?.ToString() ?? ""));
        context.RegisterSourceOutput(files, static (output, file) => Generate(output, file.Path, file.Text));
    }

    static void Generate(SourceProductionContext output, string path, string text)
    {
        try
        {
            var facts = Facts.Parse(text);
            var code = new Emitter(facts);
            foreach (var (name, source) in code.Sources())
            {
                output.AddSource($"{code.Namespace}.{name}.g.cs", SourceText.From(source, System.Text.Encoding.UTF8));
            }
        }
        catch (FactsException e)
        {
            var line = new LinePositionSpan(new(e.Line - 1, 0), new(e.Line - 1, 1));
            output.ReportDiagnostic(Diagnostic.Create(Mistake, Location.Create(path, new TextSpan(0, 0), line), $"{Path.GetFileName(path)}: {e.Message}"));
        }
    }
}
