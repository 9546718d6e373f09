namespace OcppLab.Csms;

static class Program
{
    static void Main(string[] args) => WebApplication.CreateBuilder(args).Build().Run();
}
