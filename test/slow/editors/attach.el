;; Run in a batch Emacs that has read the user's file: opens the program $CNNC_PROGRAM, waits for the server, writes what it shows
;; into the file $CNNC_RESULT as JSON.
(require 'eglot)
(require 'flymake)
(require 'json)

(defun wait-for (seconds test)
  (let ((end (+ (float-time) seconds)) (value nil))
    (while (and (not (setq value (funcall test))) (< (float-time) end))
      (accept-process-output nil 0.05))
    value))

(defun shown-diagnostics ()
  (flymake-start)
  (mapcar (lambda (each) (flymake-diagnostic-text each)) (flymake-diagnostics)))

(let ((result (list (cons "emacs" emacs-version))))
  (find-file (getenv "CNNC_PROGRAM"))
  (push (cons "mode" (symbol-name major-mode)) result)
  ;; `eglot-ensure' waits for the next command, which a batch does not have.
  (apply #'eglot--connect (eglot--guess-contact))
  (wait-for 20 #'eglot-managed-p)
  (push (cons "attached" (if (eglot-managed-p) 1 0)) result)
  (push (cons "diagnostics" (vconcat (wait-for 20 #'shown-diagnostics))) result)
  (goto-char (point-min))
  (search-forward "conv 50x50")
  (goto-char (1+ (match-beginning 0)))
  (let ((answer (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                                 (eglot--TextDocumentPositionParams))))
    (push (cons "hover" (eglot--hover-info (plist-get answer :contents))) result))
  (erase-buffer)
  (insert (getenv "CNNC_PLAIN"))
  ;; Sent when Emacs is idle, which a batch never is.
  (eglot--signal-textDocument/didChange)
  (push (cons "left" (if (wait-for 20 (lambda () (null (shown-diagnostics)))) 0 1)) result)
  (save-buffer)
  (push (cons "text" (buffer-string)) result)
  (with-temp-file (getenv "CNNC_RESULT") (insert (json-encode result))))
