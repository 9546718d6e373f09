namespace OcppLab.Api;

/// <summary>Where the data is kept (<c>Data:Directory</c>).</summary>
/// <param name="Path">Its path.</param>
public sealed record DataDirectory(string Path)
{
    /// <summary>Reads the setting and makes the directory if it is missing.</summary>
    /// <exception cref="SettingsException">It can't be made.</exception>
    public static DataDirectory From(IConfiguration configuration)
    {
        var path = configuration["Data:Directory"] is { Length: > 0 } configured ? configured : ".ocpplab";
        try
        {
            // Chargers' passwords are kept in it.
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The data directory {path} (Data:Directory) can't be made: {e.Message}");
        }

        return new(path);
    }

    /// <summary>Keeps other processes from holding it until the result is disposed of.</summary>
    /// <exception cref="SettingsException">Another process holds it.</exception>
    public FileStream Hold()
    {
        try
        {
            return new(System.IO.Path.Combine(Path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(
                $"The data directory {Path} can't be taken: another process works on it, or it is not writable. Set Data:Directory to one of its own. ({e.Message})");
        }
    }

    /// <summary>A file's text without surrounding blanks; null if there is no such file.</summary>
    public string? ReadText(string name)
    {
        var file = System.IO.Path.Combine(Path, name);
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    /// <summary>Writes a file that only its owner may read.</summary>
    public void WriteSecret(string name, string text)
    {
        var file = System.IO.Path.Combine(Path, name);
        try
        {
            File.Delete(file);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var writer = new StreamWriter(file, options);
            writer.WriteLine(text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{file} can't be written: {e.Message}");
        }
    }
}
