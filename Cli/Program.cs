using System.Runtime.InteropServices;
using OcppLab.Cli;

using var interrupts = new Interrupts();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Strike);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Strike);
return (int)await OcppLabTool.RunAsync(args, new()
{
    Out = Console.Out,
    Error = Console.Error,
    IsInteractive = !Console.IsErrorRedirected,
    ShowsResults = !Console.IsOutputRedirected,
    Interrupts = interrupts,
});

void Strike(PosixSignalContext context)
{
    context.Cancel = true;
    interrupts.Strike();
}
