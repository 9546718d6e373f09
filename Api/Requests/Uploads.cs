namespace OcppLab.Api;

/// <summary>The memory that bodies take while they arrive and are carried out, all together (<c>Limits:UploadBytes</c>): many that arrive
/// slowly at once would otherwise take any amount.</summary>
/// <param name="settings">The limits.</param>
sealed class Uploads(FrontDoorSettings settings)
{
    long taken;

    /// <summary>A body begins to arrive. It gives its memory back when it is disposed.</summary>
    public Upload Begin() => new(this);

    /// <summary>One body's memory.</summary>
    public sealed class Upload(Uploads all) : IDisposable
    {
        long bytes;

        /// <summary>The body has grown to so many bytes.</summary>
        /// <exception cref="BadHttpRequestException">503: there is no room for them now.</exception>
        public void Grow(long length)
        {
            var more = length - bytes;
            bytes = length;
            if (Interlocked.Add(ref all.taken, more) > all.Limit)
            {
                throw new BadHttpRequestException(
                    $"The bodies that are arriving take more than {all.Limit} bytes together (Limits:UploadBytes); try again.",
                    StatusCodes.Status503ServiceUnavailable);
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Interlocked.Add(ref all.taken, -bytes);
            bytes = 0;
        }
    }

    long Limit => settings.UploadBytes;
}
