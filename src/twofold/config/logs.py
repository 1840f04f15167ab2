"""What a log line may say: where in the code something failed, and of what type. Never a value."""

import logging
import traceback


class NamelessFormatter(logging.Formatter):
    """Writes the logger, the level, the type of the error and the lines of code; no message, argument or path."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, or several where there is an error. Messages of errors are left out: they may quote input."""
        line = f"{self.formatTime(record)} {record.levelname} {record.name}"
        if not record.exc_info or record.exc_info[0] is None:
            return f"{line} {record.module}:{record.lineno}"
        frames = traceback.extract_tb(record.exc_info[2])
        places = "\n".join(f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
        return f"{line} {record.exc_info[0].__name__}\n{places}"


class Short(logging.Filter):
    """Of what anybody outside can cause at will, one line and a warning: no fault of ours, and no way to fill a disk."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, without its lines of code."""
        record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
        record.exc_info = record.exc_text = None
        return True
