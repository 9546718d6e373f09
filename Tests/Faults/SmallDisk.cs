namespace OcppLab.Tests.Faults;

/// <summary>A small disk of a test's own, which it can fill.</summary>
sealed class SmallDisk : IAsyncDisposable
{
    SmallDisk(string path) => Path = path;

    /// <summary>Why none can be mounted here; null if one can.</summary>
    public static string? WhyNone => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
        ? null
        : "A small disk can only be mounted on Linux and as root.";

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    string Filler => System.IO.Path.Combine(Path, "filler");

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var path = Directory.CreateTempSubdirectory("ocpplab-disk-").FullName;
        await Command.RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path);
        return new(path);
    }

    /// <summary>Fills it to the last byte.</summary>
    public void Fill()
    {
        using var filler = File.Create(Filler);
        try
        {
            while (true)
            {
                filler.Write(new byte[4096]);
                filler.Flush();
            }
        }
        catch (IOException)
        {
            // The disk is full.
        }
    }

    /// <summary>Makes room again.</summary>
    public void Clear() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await Command.RunAsync("umount", Path);
        Directory.Delete(Path);
    }
}
